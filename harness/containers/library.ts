import type Dockerode from 'dockerode'
import { messageOf } from '../errors.ts'
import { holdWithinBounds } from './bounds.ts'
import type { Engine } from './engine.ts'

const clients = new Map<string, Promise<Dockerode>>()

/** The library that speaks to an engine, loaded only when one is used: that takes a fifth of a second. */
export function clientOf(engine: Pick<Engine, 'address'>): Promise<Dockerode> {
  const known = clients.get(engine.address) ?? openClient(engine.address)
  clients.set(engine.address, known)
  return known
}

async function openClient(address: string): Promise<Dockerode> {
  const { default: Client } = await import('dockerode')
  const { protocol, hostname, port, pathname } = new URL(address)
  return protocol === 'unix:'
    ? new Client({ socketPath: pathname })
    : new Client({ host: hostname, port: Number(port) || 2375 })
}

/**
 * testcontainers, told beforehand what it would otherwise guess: the engine that we have found, that what is
 * published is reached on 127.0.0.1 (inside a container it would take the bridge's address), and not to start
 * its reaper, whose image it would pull and to which it hands the engine's socket. Whoever wants that sets
 * TESTCONTAINERS_RYUK_DISABLED=false.
 */
export async function loadTestcontainers(engine: Engine): Promise<void> {
  process.env.DOCKER_HOST = engine.address
  process.env.TESTCONTAINERS_HOST_OVERRIDE ??= '127.0.0.1'
  process.env.TESTCONTAINERS_RYUK_DISABLED ??= 'true'
  const library = await import('testcontainers')
  holdWithinBounds(library.GenericContainer)
  if (process.env.TESTCONTAINERS_RYUK_DISABLED !== 'true') await startReaper(library)
}

/** Or finds one that runs. The first container would do it too, but what fails of it would be told as its own. */
async function startReaper({
  getContainerRuntimeClient,
  getReaper,
}: typeof import('testcontainers')): Promise<void> {
  try {
    await getReaper(await getContainerRuntimeClient())
  } catch (error) {
    const reason = `the reaper that TESTCONTAINERS_RYUK_DISABLED=false asks for did not: ${messageOf(error)}`
    throw new Error(reason, { cause: error })
  }
}
