import { once } from 'node:events'
import type Dockerode from 'dockerode'
import { developmentImage } from '../harness/containers/benchImage.ts'
import type { Engine } from '../harness/containers/engine.ts'
import { type Executed, runInContainer } from '../harness/containers/exec.ts'
import { lookUpImage } from '../harness/containers/images.ts'
import { clientOf } from '../harness/containers/library.ts'
import { findFreePort, LOOPBACK } from '../harness/lifecycle/ports.ts'

/** Where the server listens in its container unless told otherwise, as the image says. */
const PORT = 8_000

/** The development image of this code; undefined, with the reason printed, where it is not here. */
export async function developmentImageHere(engine: Engine | undefined): Promise<string | undefined> {
  if (!engine) return undefined
  const reference = process.env.BENCH_DEVELOPMENT_IMAGE || developmentImage()
  if (await lookUpImage(engine, reference)) return reference
  console.warn(`skipped: the image ${reference} is not here (bench setup images)`)
  return undefined
}

/** The development image, running with as few rights as a container can have. Disposal removes it. */
export interface DevelopmentContainer extends AsyncDisposable {
  readonly url: string
  run(...command: string[]): Promise<Executed>
  /** The pids, as the container counts them, of those whose command line matches. */
  pids(pattern: string): Promise<number[]>
  /** All that it has printed. */
  output(): Promise<string>
  inspect(): Promise<Dockerode.ContainerInspectInfo>
  /** As `docker stop`: SIGTERM, and SIGKILL, with exit code 137, after ten seconds. */
  stop(): Promise<void>
}

/**
 * Starts it on a network of the engine, its port published on 127.0.0.1, and resolves once its server says that it
 * serves.
 */
export async function startDevelopment(
  engine: Engine,
  image: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<DevelopmentContainer> {
  const docker = await clientOf(engine)
  const hostPort = await findFreePort()
  const container = await docker.createContainer({
    Image: image,
    Labels: { 'chartbench.test': 'development' },
    Env: Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    HostConfig: {
      NetworkMode: 'bridge',
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': '' },
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      PortBindings: { [`${PORT}/tcp`]: [{ HostIp: LOOPBACK, HostPort: String(hostPort) }] },
    },
  })
  const remove = () => container.remove({ force: true, v: true })
  try {
    await container.start()
    await serves(container)
  } catch (error) {
    await remove()
    throw error
  }
  return {
    // By the name that a person types.
    url: `http://localhost:${hostPort}`,
    run: (...command) => runInContainer(container, command),
    async pids(pattern) {
      const { output } = await runInContainer(container, ['grep', '-lsE', pattern, ...(await processes())])
      return Array.from(output.matchAll(/\/proc\/(\d+)\//g), ([, pid]) => Number(pid))
    },
    output: async () => String(await container.logs({ stdout: true, stderr: true })),
    inspect: () => container.inspect(),
    stop: async () => void (await container.stop({ t: 10 })),
    [Symbol.asyncDispose]: remove,
  }

  async function processes(): Promise<string[]> {
    const { output } = await runInContainer(container, ['sh', '-c', 'echo /proc/[0-9]*/cmdline'])
    return output.trim().split(' ')
  }
}

/** Rejects with what it has printed where it ends instead. */
async function serves(container: Dockerode.Container): Promise<void> {
  const stream = await container.logs({ follow: true, stdout: true, stderr: true })
  let text = ''
  const said = new Promise<void>((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      text += chunk
      if (text.includes('serves there')) resolve()
    })
  })
  const ended = once(stream, 'end').then(() => Promise.reject(new Error(`it ended: ${text}`)))
  try {
    await Promise.race([said, ended])
  } finally {
    ended.catch(() => {})
    ;(stream as NodeJS.ReadableStream & { destroy(): void }).destroy()
  }
}
