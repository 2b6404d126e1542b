import { bucketsAbove, type ChartKey, type ChartRow, chartHash } from '../protocol/chart.ts'
import type { QueryProgress, QueryResult, QueryRunner } from '../query/contract.ts'

/** A chart as it is kept and sent: its data with the hash that whoever holds the state has computed. */
export interface ChartContent extends QueryResult {
  readonly hash: string
}

/** The work of one session: its query, its state, and the answers from it. One session, one thread at a time. */
export interface SessionWork {
  /** Runs the slow query, once; rejects as `QueryRunner.run` does. */
  chart(progress: QueryProgress): Promise<ChartContent>
  /** The buckets that reach `level`, from the session's state, without the database. Only after `chart`. */
  interact(level: number): number[] | Promise<number[]>
  /** Frees what the session holds. Idempotent. */
  end(): void
}

/** Where sessions work: what a strategy chooses. */
export interface Workplace {
  begin(key: ChartKey, waitMs: number): SessionWork
  usage(): { inUse: number; waiting: number }
  /** Ends all work, cancelling queries; resolves when the connections are closed. Idempotent. */
  stop(): Promise<void>
}

/** Sessions that live on this process's own loop; their queries go to `runner`. */
export function onThisLoop(runner: QueryRunner): Workplace {
  return {
    begin(key, waitMs) {
      let rows: readonly ChartRow[] = []
      return {
        async chart(progress) {
          const result = await runner.run(key, waitMs, progress)
          rows = result.rows
          return { ...result, hash: chartHash(key, rows) }
        },
        interact: (level) => bucketsAbove(rows, level),
        end: () => {},
      }
    },
    usage: () => runner.usage(),
    stop: () => runner.stop(),
  }
}
