import type Dockerode from 'dockerode'
import type { Engine } from '../../harness/containers/engine.ts'
import { RUN_LABEL } from '../../harness/containers/labels.ts'
import { clientOf } from '../../harness/containers/library.ts'

/** As our containers are called. */
const OUR_NAME = /^chartbench-[a-z-]+-[0-9a-f]{10}$/

/** What an engine holds, by what it calls it. */
export interface EngineState {
  /** With the run that a container says it belongs to, empty where it says none. */
  readonly containers: ReadonlyMap<string, string>
  readonly networks: ReadonlySet<string>
  /** Those that no container uses: what one uses goes with it, or is its owner's. */
  readonly volumes: ReadonlySet<string>
}

export async function engineState(engine: Engine): Promise<EngineState> {
  const client = await clientOf(engine)
  const [containers, networks, { Volumes }] = await Promise.all([
    client.listContainers({ all: true }),
    client.listNetworks(),
    client.listVolumes({ filters: { dangling: ['true'] } }),
  ])
  return {
    containers: new Map(containers.map(({ Names, Labels }) => [Names[0]!.slice(1), Labels[RUN_LABEL] ?? ''])),
    networks: new Set(networks.filter(notComposed).map(({ Name }) => Name)),
    volumes: new Set(Volumes.filter(notComposed).map(({ Name }) => Name)),
  }
}

/** Docker compose names its owner in what it makes; others may use the same engine at this moment. */
function notComposed({ Labels }: { Labels?: Record<string, string> | null | undefined }): boolean {
  return !Object.keys(Labels ?? {}).some((label) => label.startsWith('com.docker.compose'))
}

/**
 * What has come into an engine and could be of these runs. A container of another run, or of none and not called
 * as ours are, is that of somebody else who uses the same engine.
 */
export function remainsInEngine(before: EngineState, now: EngineState, runs: ReadonlySet<string>): string[] {
  const containers = [...now.containers].filter(
    ([name, run]) => !before.containers.has(name) && (run === '' ? OUR_NAME.test(name) : runs.has(run)),
  )
  return [
    ...containers.map(([name]) => `container ${name}`),
    ...[...now.networks].filter((name) => !before.networks.has(name)).map((name) => `network ${name}`),
    ...[...now.volumes].filter((name) => !before.volumes.has(name)).map((name) => `volume ${name}`),
  ]
}

/** Somebody else's container: with these labels, doing nothing, for an hour. Disposal removes it. */
export async function bystander(engine: Engine, image: string, labels: Record<string, string>) {
  const container: Dockerode.Container = await (await clientOf(engine)).createContainer({
    Image: image,
    Entrypoint: ['sleep'],
    Cmd: ['3600'],
    User: '65534',
    Labels: labels,
    HostConfig: { NetworkMode: 'none', Init: true },
  })
  await container.start()
  return {
    runs: async () => (await container.inspect()).State.Running,
    async [Symbol.asyncDispose]() {
      await container.remove({ force: true, v: true })
    },
  }
}
