import pg from 'pg'
import { tablesExist } from '../tables.ts'

const CONNECT_AGAIN_MS = 50
const CONNECT_TIMEOUT_MS = 2_000
/** How often the web process looks for tables that the worker is just making. */
const TABLES_AGAIN_MS = 20

/** What whoever holds a link is told. */
export interface LinkEvents {
  /** It is connected, for the first time or again, and listens: from now on nothing is missed. */
  connected(client: pg.Client): void
  lost(): void
  /** An attempt to connect has failed, or the tables are not there yet. */
  refused(): void
  notified(payload: string): void
}

/** The one connection of the web process: made again whenever it is lost, until it is stopped. */
export class Link {
  readonly #config: pg.ClientConfig
  readonly #schema: string
  readonly #channel: string
  readonly #events: LinkEvents
  readonly #stopping = new AbortController()
  #client: pg.Client | undefined
  #complained = false

  constructor(
    options: { url: string; application: string; schema: string; channel: string },
    events: LinkEvents,
  ) {
    this.#config = {
      connectionString: options.url,
      application_name: options.application,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    }
    this.#schema = options.schema
    this.#channel = options.channel
    this.#events = events
  }

  /** The client while there is one. */
  get client(): pg.Client | undefined {
    return this.#client
  }

  /** Begins to connect, and keeps at it. */
  open(): void {
    this.#attempt().then((done) => done || this.#again())
  }

  /** Ends a connection on which something unexpected has happened; another is made. */
  async reset(client: pg.Client): Promise<void> {
    await client.end()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    const client = this.#client
    this.#client = undefined
    await client?.end()
  }

  #again(): void {
    if (this.#stopping.signal.aborted) return
    setTimeout(() => this.open(), CONNECT_AGAIN_MS)
  }

  async #attempt(): Promise<boolean> {
    if (this.#stopping.signal.aborted) return true
    const client = new pg.Client(this.#config)
    let isLost = false
    const lost = () => {
      if (isLost) return
      isLost = true
      if (this.#client !== client) return
      this.#client = undefined
      this.#events.lost()
      this.#again()
    }
    client.on('error', lost)
    client.on('end', lost)
    client.on('notification', ({ payload = '' }) => this.#events.notified(payload))
    try {
      await client.connect()
      await client.query(`listen ${pg.escapeIdentifier(this.#channel)}`)
      while (!(await tablesExist(client, this.#schema))) {
        this.#stopping.signal.throwIfAborted()
        this.#events.refused()
        await new Promise((resolve) => setTimeout(resolve, TABLES_AGAIN_MS))
      }
      this.#stopping.signal.throwIfAborted()
      if (isLost) throw new Error('the connection was lost at once')
    } catch (error) {
      await client.end().catch(() => {})
      if (this.#stopping.signal.aborted) return true
      this.#complain(error)
      this.#events.refused()
      return false
    }
    this.#client = client
    this.#complained = false
    this.#events.connected(client)
    return true
  }

  /** Once for each time that the database is away. */
  #complain(error: unknown): void {
    if (!this.#complained)
      console.error('the queue cannot be reached:', error instanceof Error ? error.message : error)
    this.#complained = true
  }
}
