import { type ChartServer, type ChartServerParts, createChartServer } from '../../app/chartServer.ts'
import { PooledRunner } from '../../app/query/pooledRunner.ts'
import { onThisLoop } from '../../app/session/work.ts'
import type { Settings } from '../../app/settings.ts'
import { BlockingRunner } from '../blocking/blockingRunner.ts'

/** What else a loop worker may be told; both as in `ChartServerParts`. */
type Surroundings = Pick<ChartServerParts, 'loadChanged' | 'behindProxy'>

/**
 * A chart server whose sessions live on its own event loop: with async queries it runs `slots` at a time;
 * with blocking ones each query stops the loop. `loadChanged` is called when `unfinished` may have changed.
 */
export async function createLoopWorker(
  settings: Settings,
  strategy: string,
  worker: string,
  slots: number,
  surroundings: Surroundings = {},
): Promise<ChartServer> {
  const options = { url: settings.databaseUrl, application: `bench/${worker}` }
  const parts = { settings, strategy, worker, ...surroundings }
  if (settings.queryMode === 'blocking') {
    const runner = await BlockingRunner.start(options)
    return createChartServer({ ...parts, workplace: onThisLoop(runner) })
  }
  const runner = new PooledRunner({ ...options, size: slots })
  const [server] = await Promise.all([
    // One whose loop is blocked could not say so.
    createChartServer({ ...parts, workplace: onThisLoop(runner), slots }),
    runner.openAhead(),
  ])
  return server
}
