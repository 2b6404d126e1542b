import { EventEmitter } from 'node:events'
import { runTaskList, type WorkerEvents } from 'graphile-worker'
import pg from 'pg'
import { Connections } from '../../app/query/connections.ts'
import { workerApplication } from '../names.ts'
import { type JobPayload, TASK } from '../tables.ts'
import { Claims } from './claims.ts'
import { graphilePool } from './graphilePool.ts'
import { Jobs } from './jobs.ts'
import { migrate } from './migrate.ts'
import { quietLogger } from './quietLogger.ts'
import type { Way } from './way.ts'

const CONNECT_TIMEOUT_MS = 5_000
/**
 * For a notification of graphile-worker that was lost without the connection. Every idle slot polls for itself,
 * which with dozens of them would be most of the work of Postgres: so together they ask this often.
 */
const POLL_EVERY_MS = 100
/** A killed worker's connections linger for half a second. */
const FREE_EVERY_MS = 2_000

export interface LifeOptions {
  readonly url: string
  readonly schema: string
  /** What it and its successors are called: no other worker at the same time. */
  readonly name: string
  readonly slots: number
  readonly way: Way
}

/** The worker process at work, from a connection to its loss. */
export interface Life {
  /** Resolves when the connection is lost, or the life was ended; no job goes on after that. */
  readonly over: Promise<void>
  /** Cancels the queries and closes the connections. Idempotent. */
  end(): Promise<void>
}

/**
 * Connects, makes the tables where they are missing, takes over from whoever came before, and runs jobs.
 * Rejects where Postgres is not there, and with NotAllowedError where it does not let us.
 */
export async function beginLife({ url, schema, name, slots, way }: LifeOptions): Promise<Life> {
  const application = workerApplication(schema, name)
  const ending = new AbortController()
  const over = new Promise<void>((resolve) => ending.signal.addEventListener('abort', () => resolve()))
  const client = new pg.Client({
    connectionString: url,
    application_name: application,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  })
  client.on('error', () => ending.abort())
  client.on('end', () => ending.abort())
  const claims = new Claims(schema)
  const connections = new Connections({ url, application, size: slots })
  const jobs = new Jobs({ claims, connections, way, over: ending.signal })
  let freeing: NodeJS.Timeout | undefined
  const end = async () => {
    ending.abort()
    clearInterval(freeing)
    await jobs.cancel()
    await connections.stop()
    await client.end()
  }
  over.then(end).catch((error) => console.error('a lost connection could not be left behind:', error))
  try {
    await client.connect()
    await migrate(client, schema, ending.signal)
    await claims.takeOver(client)
    ending.signal.throwIfAborted()
    // The first jobs need not wait until all are there.
    connections.open().catch((error) => complain(error, ending.signal))
    const options = {
      schema,
      concurrency: slots,
      pollInterval: Math.max(500, slots * POLL_EVERY_MS),
      noHandleSignals: true,
      logger: quietLogger,
      events: lockingAs(application),
      // Not to save statements: only so does a failed completion not end the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    }
    const tasks = { [TASK]: (payload: unknown) => jobs.run(payload as JobPayload) }
    const runner = runTaskList(options, tasks, graphilePool(client, ending.signal))
    runner.promise.then(
      () => ending.abort(),
      () => ending.abort(),
    )
    // Where it fails the connection is lost, which ends this life anyway.
    const free = () => claims.freeAbandoned(client).catch(() => ending.abort())
    freeing = setInterval(free, FREE_EVERY_MS)
    return { over, end }
  } catch (error) {
    await end()
    throw error
  }
}

/** Has graphile-worker lock jobs under a name that says whether their holder is alive, not a random one. */
function lockingAs(name: string): WorkerEvents {
  const events: WorkerEvents = new EventEmitter()
  events.on('pool:create', ({ workerPool }) => {
    workerPool.id = name
  })
  return events
}

function complain(error: unknown, over: AbortSignal): void {
  if (!over.aborted) console.error('connections could not be opened ahead:', (error as Error).cause ?? error)
}
