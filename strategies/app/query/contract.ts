import type { ChartKey, ChartRow } from '../protocol/chart.ts'

/** What a slow query gave, with its stages (µs, CLOCK_MONOTONIC). */
export interface QueryResult {
  readonly rows: ChartRow[]
  /** The query's own duration, as the database measured it. */
  readonly queryUs: number
  /** When the query was sent: a connection, and whatever else it waited for, was had. */
  readonly connectedUs: number
  readonly resultUs: number
  /** How often the query was started, where it was more than once: after a fault. */
  readonly queries?: number
}

/** How a query in progress speaks to its session. All calls come on the session's own loop. */
export interface QueryProgress {
  /** Aborted when the last viewer has left: the query is then cancelled in Postgres. */
  readonly signal: AbortSignal
  /** The query waits; so many others come first. Called on change, at most about once a second. */
  queued(position: number): void
  /** The query has been sent: called for each start, where a fault made it start again. */
  running(): void
}

/**
 * Runs slow queries. Any number may be asked for at once; they are served in the order of asking. A query
 * rejects with a ProtocolError: DATABASE_DOWN, DATABASE_LOST, CANCELLED, or SERVER_FAULT.
 */
export interface QueryRunner {
  run(key: ChartKey, waitMs: number, progress: QueryProgress): Promise<QueryResult>
  /** Connections that run a query now, and queries that wait for one. */
  usage(): { inUse: number; waiting: number }
  /** Cancels what runs and closes the connections; resolves when they are closed. Idempotent. */
  stop(): Promise<void>
}
