import { EventEmitter } from 'node:events'
import type pg from 'pg'

/** What graphile-worker uses of a client. */
type Lent = Pick<pg.Client, 'query' | 'on' | 'removeListener'> & { release(): void }
type Take = (error: Error | undefined, client?: Lent, release?: () => void) => void

/**
 * What graphile-worker takes for a pool: one connection that its LISTEN shares with its statements, which are
 * short and never in a transaction of several. Once `over` is aborted nobody gets an answer any more, so that
 * a runner whose connection is lost comes to rest instead of trying again for minutes.
 */
class GraphilePool extends EventEmitter {
  readonly #lent: Lent
  readonly #over: AbortSignal
  /** Settles when the statement before the next one has ended: pg wants them one after the other. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(client: pg.Client, over: AbortSignal) {
    super()
    this.#over = over
    // Without listeners it would install its own; the client is watched by who made it.
    this.on('error', () => {})
    this.on('connect', () => {})
    const query = (...parameters: [string]) => this.#inTurn(() => client.query(...parameters))
    this.#lent = {
      query: query as pg.Client['query'],
      on: client.on.bind(client),
      removeListener: client.removeListener.bind(client),
      release: () => {},
    }
  }

  connect(take?: Take): Promise<Lent> | undefined {
    if (!take) return this.#over.aborted ? forever() : Promise.resolve(this.#lent)
    if (!this.#over.aborted) take(undefined, this.#lent, () => {})
    return undefined
  }

  async #inTurn<T>(ask: () => Promise<T>): Promise<T> {
    const before = this.#last
    const answer = before.then(() => (this.#over.aborted ? forever() : ask()))
    this.#last = answer.catch(() => {})
    try {
      return await answer
    } catch (error) {
      if (this.#over.aborted) return forever()
      throw error
    }
  }
}

/** An answer that nobody waits for any more. */
export function forever(): Promise<never> {
  return new Promise(() => {})
}

/** `client`, in the place of a pool for graphile-worker, until `over` is aborted. */
export function graphilePool(client: pg.Client, over: AbortSignal): pg.Pool {
  return new GraphilePool(client, over) as unknown as pg.Pool
}
