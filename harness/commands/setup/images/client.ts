import { spawnSync } from 'node:child_process'
import type { Engine } from '../../../containers/engine.ts'
import type { InstallCommand } from '../contract.ts'

const USUAL_ADDRESS = 'unix:///var/run/docker.sock'

/** How `docker` is called against the engine that we found. */
export interface DockerClient {
  /** `docker` with these arguments. */
  command(...parameters: string[]): InstallCommand
  /** Builds the image `tag` from the folder `context`. */
  build(context: string, tag: string, options: BuildOptions): InstallCommand
}

export interface BuildOptions {
  readonly arguments: Readonly<Record<string, string>>
  /** The Dockerfile, where it does not lie in the context as that. */
  readonly file?: string
  readonly target?: string
  readonly labels?: Readonly<Record<string, string>>
}

/**
 * The client for an engine. One that has no buildx builds with the engine's own builder, and has to be told
 * so; all our Dockerfiles keep to what that one understands.
 */
export function dockerClient({ address, found }: Engine): DockerClient {
  // DOCKER_HOST and the context decide for the client too; sockets of others it has to be shown.
  const wasFound = address === `unix://${found}` && address !== USUAL_ADDRESS
  const docker = ['docker', ...(wasFound ? ['--host', address] : [])]
  return {
    command: (...parameters) => ({ words: [...docker, ...parameters] }),
    build(context, tag, { arguments: values, file, target, labels = {} }) {
      const options = Object.entries(values).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`])
      for (const [name, value] of Object.entries(labels)) options.push('--label', `${name}=${value}`)
      if (file !== undefined) options.push('--file', file)
      if (target !== undefined) options.push('--target', target)
      const prefix = hasBuildx() ? [] : ['env', 'DOCKER_BUILDKIT=0']
      return { words: [...prefix, ...docker, 'build', '--tag', tag, ...options, context] }
    },
  }
}

let buildx: boolean | undefined

function hasBuildx(): boolean {
  buildx ??= spawnSync('docker', ['buildx', 'version'], { stdio: 'ignore' }).status === 0
  return buildx
}
