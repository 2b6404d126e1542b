import { type ChartServer, createChartServer } from '../../strategies/app/chartServer.ts'
import {
  type ChartKey,
  type ChartRow,
  keyName,
  SENSORS,
  WINDOWS,
  widgetKey,
} from '../../strategies/app/protocol/chart.ts'
import type { QueryResult, QueryRunner } from '../../strategies/app/query/contract.ts'
import { PooledRunner } from '../../strategies/app/query/pooledRunner.ts'
import { onThisLoop } from '../../strategies/app/session/work.ts'
import type { Settings } from '../../strategies/app/settings.ts'
import { runServerProcess } from '../../strategies/parts/workers/entry.ts'

/** Verification and warm-up wait 50 ms; who waits longer is being measured. */
export const MEASURED_MS = 150

type Run = QueryRunner['run']

/** How a target cheats. */
export interface Cheat {
  /** Called before it serves; what it returns runs the queries that it cheats on, in place of `runner.run`. */
  prepare?(runner: QueryRunner, settings: Settings): Run | Promise<Run>
  /** Queries that wait so long are cheated on; those of the measurement by default. */
  readonly fromMs?: number
  /** Called with the server before it listens. */
  tamper?(server: ChartServer, settings: Settings): void | Promise<void>
}

/** The body of a fixture's server process: the chart app on one loop with one thing broken. */
export function serveCheating(cheat: Cheat): void {
  runServerProcess(async (settings, { role, worker, slots }) => {
    const size = slots[0] ?? 1
    const runner = new PooledRunner({ url: settings.databaseUrl, application: `bench/${worker}`, size })
    await runner.openAhead()
    const honest: Run = (...query) => runner.run(...query)
    const cheating = (await cheat.prepare?.(runner, settings)) ?? honest
    const workplace = onThisLoop({
      run: (key, waitMs, progress) =>
        (waitMs >= (cheat.fromMs ?? MEASURED_MS) ? cheating : honest)(key, waitMs, progress),
      usage: () => runner.usage(),
      stop: () => runner.stop(),
    })
    const server = await createChartServer({ settings, strategy: 'a cheat', worker, workplace })
    await cheat.tamper?.(server, settings)
    const url = await server.listen({ port: settings.port })
    return {
      url,
      processes: () => [{ role, pid: process.pid, worker, slots: size }],
      stop: () => server.stop(),
    }
  })
}

/** What a query tells when nobody listens: for those that a cheat makes on the side. */
export const unwatched = { signal: new AbortController().signal, queued: () => {}, running: () => {} }

/** Asks for every chart ahead, without the wait. */
export async function rememberedCharts(runner: QueryRunner): Promise<(key: ChartKey) => ChartRow[]> {
  const keys = Array.from({ length: SENSORS * WINDOWS }, (_, i) => widgetKey({ sensor: 0, window: 0 }, i))
  const results = await Promise.all(keys.map((key) => runner.run(key, 0, unwatched)))
  const charts = new Map(keys.map((key, i) => [keyName(key), results[i]!.rows]))
  return (key) => charts.get(keyName(key))!
}

/** The result with one reading too high; the session computes its hash from that. */
export function falsified(result: QueryResult): QueryResult {
  return { ...result, rows: result.rows.map((row, i) => (i === 7 ? { ...row, hi: row.hi + 1 } : row)) }
}
