import { setTimeout as delay } from 'node:timers/promises'
import { nowUs } from '../clock.ts'
import type { ChartKey } from '../protocol/chart.ts'
import { ProtocolError } from '../protocol/codes.ts'
import { type Connection, Connections } from './connections.ts'
import type { QueryProgress, QueryResult, QueryRunner } from './contract.ts'
import { queryError } from './queryError.ts'
import { type ChartRecord, chartRows, chartStatement } from './statement.ts'

const CANCEL_AGAIN_MS = 100

/** Runs slow queries on a bounded set of connections without blocking the loop. */
export class PooledRunner implements QueryRunner {
  readonly #connections: Connections
  readonly #running = new Set<Promise<unknown>>()
  readonly #stopping = new AbortController()

  constructor(options: { url: string; application: string; size: number }) {
    this.#connections = new Connections(options)
  }

  /**
   * Opens the connections ahead, so that the first users need not wait for it. A database that is down is no
   * reason not to serve: it is said on stderr, and `run` tries again by itself.
   */
  async openAhead(): Promise<void> {
    try {
      await this.#connections.open()
    } catch (error) {
      console.error('connections could not be opened ahead:', (error as Error).cause ?? error)
    }
  }

  usage(): { inUse: number; waiting: number } {
    return this.#connections.usage()
  }

  run(key: ChartKey, waitMs: number, progress: QueryProgress): Promise<QueryResult> {
    const signal = AbortSignal.any([progress.signal, this.#stopping.signal])
    const query = this.#run(key, waitMs, progress, signal)
    this.#running.add(query)
    const over = () => this.#running.delete(query)
    query.then(over, over)
    return query
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await Promise.allSettled(this.#running)
    await this.#connections.stop()
  }

  async #run(
    key: ChartKey,
    waitMs: number,
    progress: QueryProgress,
    signal: AbortSignal,
  ): Promise<QueryResult> {
    const connection = await this.#connections.borrow(signal, progress.queued)
    if (signal.aborted) {
      this.#connections.release(connection)
      throw new ProtocolError('CANCELLED')
    }
    const ended = new AbortController()
    let cancelled: Promise<void> | undefined
    const cancel = () => {
      cancelled = cancelUntil(ended.signal, connection)
    }
    signal.addEventListener('abort', cancel, { once: true })
    try {
      const connectedUs = nowUs()
      progress.running()
      const { rows } = await connection.client.query<ChartRecord>(chartStatement(key, waitMs))
      const resultUs = nowUs()
      return { rows: chartRows(rows), queryUs: rows[0]?.took_us ?? 0, connectedUs, resultUs }
    } catch (error) {
      const known = queryError(error)
      if (known.code === 'DATABASE_LOST') this.#connections.discard(connection)
      throw known
    } finally {
      ended.abort()
      signal.removeEventListener('abort', cancel)
      await cancelled
      this.#connections.release(connection)
    }
  }
}

/**
 * A cancel request that overtakes its statement finds nothing to cancel, so it is sent again until the query
 * has ended.
 */
async function cancelUntil(ended: AbortSignal, connection: Connection): Promise<void> {
  while (!ended.aborted) {
    await connection.cancel()
    if (ended.aborted) return
    // Rejects when the query ends meanwhile, which the loop then sees.
    await delay(CANCEL_AGAIN_MS, undefined, { signal: ended }).catch(() => {})
  }
}
