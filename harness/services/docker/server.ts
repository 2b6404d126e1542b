import { type RunningContainer, startContainer } from '../../containers/container.ts'
import { findFreePort, LOOPBACK } from '../../lifecycle/ports.ts'
import type { ServiceContext } from '../contract.ts'
import { SUPERUSER } from '../postgres/dataFolder.ts'
import { askServerVersion } from '../postgres/serverVersion.ts'
import { settings } from '../postgres/settings.ts'
import { type InitialData, initialising, runningOn } from './data.ts'
import { majorOf, type PostgresImage } from './image.ts'
import { type Rights, withLeastRights } from './rights.ts'
import { isPortTaken } from './words.ts'

const START_MS = 60_000

/** Ports that are tried in turn, where others take them between our finding and the server's binding. */
const MOST_PORTS = 5

/** Where it listens in a network of its own. */
const USUAL_PORT = 5432

/** A server that answers queries. */
export interface ContainerServer {
  readonly container: RunningContainer
  readonly url: string
  readonly version: string
}

/** Starts a server on a port of 127.0.0.1 that is free; resolves when it answers a query. Leaves nothing where it fails. */
export async function startServer(
  image: PostgresImage,
  data: InitialData,
  context: ServiceContext,
): Promise<ContainerServer> {
  for (let tries = MOST_PORTS; ; tries--) {
    const port = await findFreePort()
    try {
      return await withLeastRights((rights) => startOnPort(image, data, port, rights, context))
    } catch (error) {
      if (tries <= 1 || !isPortTaken(error)) throw error
    }
  }
}

/** The same on this port and with these rights. */
export async function startOnPort(
  image: PostgresImage,
  data: InitialData,
  port: number,
  { user, host }: Rights,
  { ledger, signal, maxConnections, cpus }: ServiceContext,
): Promise<ContainerServer> {
  const { engine, reference } = image
  const url = `postgres://${SUPERUSER}:${data.password}@${LOOPBACK}:${port}/postgres`
  const isPublished = engine.network === 'ports'
  const own = isPublished ? { listen_addresses: '*', port: USUAL_PORT } : { listen_addresses: LOOPBACK, port }
  const command = ['postgres', ...settings({ maxConnections, major: majorOf(image), own })]
  let version: string | undefined
  const container = await startContainer({
    engine,
    image: reference,
    role: 'postgres',
    ledger,
    signal,
    env: initialising(data),
    ...runningOn(data, image, command),
    ...(user !== undefined && { user }),
    // Parallel queries share memory there, of which engines give 64 MB.
    host: { ...host, ShmSize: SHARED_MEMORY_BYTES, ...(cpus !== undefined && { CpusetCpus: cpus }) },
    ports: [{ container: USUAL_PORT, host: port }],
    ...(isPublished && { base: () => publishedPostgres(data.password) }),
    async ready() {
      version = await versionOf(url)
      return version !== undefined
    },
    readyMs: START_MS,
  })
  return { container, url, version: version! }
}

const SHARED_MEMORY_BYTES = 256 * 1024 ** 2

/**
 * A published port accepts at once, and an official image first runs a server on its Unix socket alone: so only
 * a query that is answered tells. Whatever it fails of may pass, until the container ends.
 */
async function versionOf(url: string): Promise<string | undefined> {
  try {
    return await askServerVersion(url)
  } catch {
    return undefined
  }
}

/** testcontainers' own Postgres, where ports are published, as this user of this database. */
async function publishedPostgres(password: string) {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql')
  return class extends PostgreSqlContainer {
    constructor(image: string) {
      super(image)
      this.withDatabase('postgres').withUsername(SUPERUSER).withPassword(password)
    }
  }
}
