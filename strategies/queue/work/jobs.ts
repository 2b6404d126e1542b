import { setTimeout as delay } from 'node:timers/promises'
import { ProtocolError } from '../../app/protocol/codes.ts'
import type { Connection, Connections } from '../../app/query/connections.ts'
import { queryError } from '../../app/query/queryError.ts'
import type { Outcome } from '../outcome.ts'
import type { JobPayload } from '../tables.ts'
import type { Claims } from './claims.ts'
import { forever } from './graphilePool.ts'
import type { Way } from './way.ts'

const AGAIN_MS = 100

export interface JobsParts {
  readonly claims: Claims
  /** One for each slot. */
  readonly connections: Connections
  readonly way: Way
  /** Once it is aborted, jobs come to rest wherever they are: a successor runs them. */
  readonly over: AbortSignal
}

/** Runs jobs, each on one connection. */
export class Jobs {
  readonly #parts: JobsParts
  readonly #running = new Set<Connection>()

  constructor(parts: JobsParts) {
    this.#parts = parts
  }

  /**
   * Runs a job until it has an outcome, on another connection where one is lost. Failed queries are outcomes
   * too: for graphile-worker every job succeeds, and it never tries again. Never settles once all is over.
   */
  async run(job: JobPayload): Promise<void> {
    for (;;) {
      try {
        await this.#runOnce(job)
        return await this.#unlessOver()
      } catch (error) {
        await this.#unlessOver()
        const { code } = asProtocolError(error)
        if (code === 'SERVER_FAULT') throw error
        await delay(AGAIN_MS)
      }
    }
  }

  /** Cancels all queries; resolves when Postgres has been told. */
  async cancel(): Promise<void> {
    await Promise.all([...this.#running].map((connection) => connection.cancel()))
  }

  async #runOnce(job: JobPayload): Promise<void> {
    const { connections, over } = this.#parts
    const connection = await connections.borrow(over, () => {})
    this.#running.add(connection)
    try {
      const outcome = await this.#outcome(connection, job)
      await this.#unlessOver()
      await this.#finish(connection, job, outcome)
    } catch (error) {
      if (asProtocolError(error).code === 'DATABASE_LOST') connections.discard(connection)
      throw error
    } finally {
      this.#running.delete(connection)
      connections.release(connection)
    }
  }

  async #outcome({ client }: Connection, job: JobPayload): Promise<Outcome> {
    const { claims, way } = this.#parts
    const { sensor, window, waitMs } = job
    try {
      return {
        ok: true,
        result: await way.run({ key: { sensor, window }, waitMs }, () => claims.run(client, job)),
      }
    } catch (error) {
      const { code, message, cause } = asProtocolError(error)
      if (code === 'DATABASE_LOST') throw error
      if (code === 'SERVER_FAULT') console.error('a job failed:', cause ?? error)
      return { ok: false, code, message }
    }
  }

  /** Without an outcome the web process would go on to cancel what this backend does next. */
  async #finish(connection: Connection, job: JobPayload, outcome: Outcome): Promise<void> {
    for (;;) {
      try {
        return await this.#parts.claims.finish(connection.client, job, outcome)
      } catch (error) {
        if (asProtocolError(error).code !== 'CANCELLED') throw error
      }
    }
  }

  /** Nothing that comes after it happens once all is over. */
  #unlessOver(): Promise<void> | undefined {
    return this.#parts.over.aborted ? forever() : undefined
  }
}

function asProtocolError(error: unknown): ProtocolError {
  return error instanceof ProtocolError ? error : queryError(error)
}
