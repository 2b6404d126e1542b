import { type ChartServer, type ChartServerParts, createChartServer } from './chartServer.ts'
import { nowUs } from './clock.ts'
import { BUCKETS, bucketsAbove, type ChartKey, type ChartRow, chartHash } from './protocol/chart.ts'
import { ProtocolError } from './protocol/codes.ts'
import type { Workplace } from './session/work.ts'
import { defaultSettings, type Settings } from './settings.ts'

export interface TestServer extends AsyncDisposable {
  readonly url: string
  readonly settings: Settings
  readonly server: ChartServer
  /** Queries that were started, and those that were cancelled. */
  readonly queries: { started: number; cancelled: number }
  /** Lets the queries that run come to their end now. */
  finish(): void
}

/** The content of a key, as these servers make it up. */
function rowsOf(key: ChartKey): ChartRow[] {
  return Array.from({ length: BUCKETS }, (_, bucket) => {
    const hi = 1_000 * key.sensor + 100 * key.window + bucket
    return { bucket, n: 20, lo: hi - 50, hi, sum: 20 * (hi - 25) }
  })
}

/** A chart server as strategies run it, but with timers for queries. */
export async function startChartServer(
  changed: Partial<Settings> = {},
  parts: Partial<Pick<ChartServerParts, 'worker' | 'behindProxy'>> = {},
): Promise<TestServer> {
  const settings: Settings = {
    ...defaultSettings,
    databaseUrl: 'postgres:',
    schema: 'bench_x',
    connections: 1,
    secret: 'ab'.repeat(16),
    allowedOrigins: [],
    graceMs: 200,
    ...changed,
  }
  const queries = { started: 0, cancelled: 0 }
  const running = new Set<() => void>()
  const workplace = timers(queries, running)
  const server = await createChartServer({ settings, strategy: 'test', worker: 'w1', workplace, ...parts })
  return {
    url: await server.listen({ port: settings.port }),
    settings,
    server,
    queries,
    finish: () => {
      for (const finish of running) finish()
    },
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

function timers(queries: { started: number; cancelled: number }, all: Set<() => void>): Workplace {
  return {
    begin: (key, waitMs) => ({
      chart({ signal, running }) {
        queries.started++
        const connectedUs = nowUs()
        running()
        const { promise, resolve, reject } = Promise.withResolvers<void>()
        const timer = setTimeout(resolve, waitMs)
        all.add(resolve)
        signal.addEventListener('abort', () => {
          queries.cancelled++
          reject(new ProtocolError('CANCELLED'))
        })
        const over = () => {
          clearTimeout(timer)
          all.delete(resolve)
        }
        promise.then(over, over)
        const rows = rowsOf(key)
        return promise.then(() => {
          const resultUs = nowUs()
          return { rows, hash: chartHash(key, rows), queryUs: resultUs - connectedUs, connectedUs, resultUs }
        })
      },
      interact: (level) => bucketsAbove(rowsOf(key), level),
      end: () => {},
    }),
    usage: () => ({ inUse: 0, waiting: 0 }),
    stop: async () => {},
  }
}
