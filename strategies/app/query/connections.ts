import pg from 'pg'
import { ProtocolError } from '../protocol/codes.ts'
import { cancelBackend } from './cancel.ts'

/** How long a refused connection is tried again: a killed worker's backends linger for half a second. */
const CONNECT_PATIENCE_MS = 5_000
const CONNECT_TIMEOUT_MS = 5_000
const CONNECT_RETRY_MS = 50
/** All at once, the last of hundreds would be late on a machine that is still starting other things. */
const OPENED_AT_A_TIME = 8
const TOO_MANY_CONNECTIONS = '53300'

interface Waiter {
  readonly take: (connection: Connection) => void
  readonly refuse: (error: Error) => void
  readonly queued: (position: number) => void
  position: number
}

/** One Postgres connection that is lent to one borrower at a time. */
export interface Connection {
  readonly client: pg.Client
  /** Interrupts what runs on it; resolves when it is safe to send the next query. */
  cancel(): Promise<void>
}

/**
 * A fixed number of Postgres connections, lent in the order of asking. Unlike `pg.Pool` it can say who waits
 * at which position, and it never holds more than `size` connections, not even while one is replaced.
 */
export class Connections {
  readonly #url: string
  readonly #application: string
  readonly #size: number
  readonly #idle: Connection[] = []
  readonly #waiters = new Set<Waiter>()
  readonly #all = new Set<Connection>()
  /** Connections that exist or are being made. */
  #held = 0
  #positions: NodeJS.Timeout | undefined
  #stopped = false

  constructor(options: { url: string; application: string; size: number }) {
    this.#url = options.url
    this.#application = options.application
    this.#size = options.size
  }

  usage(): { inUse: number; waiting: number } {
    return { inUse: this.#all.size - this.#idle.length, waiting: this.#waiters.size }
  }

  /** Opens all connections, so that the first users need not wait for it. Rejects where the database is down. */
  async open(): Promise<void> {
    const open = async () => {
      while (this.#held < this.#size && !this.#stopped) this.release(await this.#add())
    }
    const lanes = Array.from({ length: OPENED_AT_A_TIME }, open)
    const failed = (await Promise.allSettled(lanes)).find((one) => one.status === 'rejected')
    if (failed) throw failed.reason
  }

  /** Lends a connection; rejects with DATABASE_DOWN, or CANCELLED once `signal` is aborted. */
  async borrow(signal: AbortSignal, queued: (position: number) => void): Promise<Connection> {
    if (this.#stopped) throw new ProtocolError('GOING_AWAY')
    const idle = this.#idle.pop()
    if (idle) return idle
    if (this.#held < this.#size) return this.#add()
    return new Promise<Connection>((resolve, reject) => {
      const leave = () => {
        this.#waiters.delete(waiter)
        reject(new ProtocolError('CANCELLED'))
      }
      const waiter: Waiter = {
        take: (connection) => {
          signal.removeEventListener('abort', leave)
          resolve(connection)
        },
        refuse: (error) => {
          signal.removeEventListener('abort', leave)
          reject(error)
        },
        queued,
        position: this.#waiters.size,
      }
      signal.addEventListener('abort', leave, { once: true })
      this.#waiters.add(waiter)
      queued(waiter.position)
      this.#positions ??= setInterval(() => this.#tellPositions(), 1_000).unref()
    })
  }

  /** Takes a connection back; one that has been lost or discarded meanwhile is already accounted for. */
  release(connection: Connection): void {
    if (!this.#all.has(connection)) return
    const next = this.#nextWaiter()
    if (this.#stopped) this.discard(connection)
    else if (next) next.take(connection)
    else this.#idle.push(connection)
  }

  /** Takes a connection back that cannot be used again. */
  discard(connection: Connection): void {
    if (!this.#all.delete(connection)) return
    const at = this.#idle.indexOf(connection)
    if (at >= 0) this.#idle.splice(at, 1)
    connection.client.end().then(
      () => this.#placeFree(),
      () => this.#placeFree(),
    )
  }

  /** Refuses who waits and closes the connections; borrowed ones are closed when they come back. Idempotent. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#positions)
    for (const waiter of this.#waiters) waiter.refuse(new ProtocolError('GOING_AWAY'))
    this.#waiters.clear()
    await Promise.allSettled(this.#idle.splice(0).map((connection) => connection.client.end()))
  }

  #placeFree(): void {
    this.#held--
    if (this.#stopped || this.#held >= this.#size) return
    const next = this.#nextWaiter()
    if (next) this.#add().then(next.take, next.refuse)
  }

  #nextWaiter(): Waiter | undefined {
    const next = this.#waiters.values().next().value
    if (next) this.#waiters.delete(next)
    return next
  }

  async #add(): Promise<Connection> {
    this.#held++
    try {
      return await this.#connect()
    } catch (error) {
      this.#placeFree()
      throw new ProtocolError('DATABASE_DOWN', undefined, { cause: error })
    }
  }

  async #connect(): Promise<Connection> {
    const deadline = performance.now() + CONNECT_PATIENCE_MS
    for (;;) {
      const client = new pg.Client({
        connectionString: this.#url,
        application_name: this.#application,
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      })
      const connection = { client, cancel: () => cancelOn(client) }
      // Without a listener the loss of an idle connection would end the process.
      client.on('error', () => this.discard(connection))
      try {
        await client.connect()
        this.#all.add(connection)
        return connection
      } catch (error) {
        const refused = (error as { code?: string }).code === TOO_MANY_CONNECTIONS
        if (!refused || this.#stopped || performance.now() > deadline) throw error
        await new Promise((resolve) => setTimeout(resolve, CONNECT_RETRY_MS))
      }
    }
  }

  #tellPositions(): void {
    let position = 0
    for (const waiter of this.#waiters) {
      if (waiter.position !== position) waiter.queued(position)
      waiter.position = position++
    }
  }
}

function cancelOn(client: pg.Client): Promise<void> {
  // pg keeps both from the server's greeting but does not name them in its types.
  const { processID, secretKey } = client as unknown as { processID: number; secretKey: number }
  return cancelBackend({ host: client.host, port: client.port }, processID, secretKey)
}
