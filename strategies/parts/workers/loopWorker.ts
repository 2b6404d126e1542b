import { type ChartServer, createChartServer } from '../../app/chartServer.ts'
import { PooledRunner } from '../../app/query/pooledRunner.ts'
import { onThisLoop } from '../../app/session/work.ts'
import type { Settings } from '../../app/settings.ts'
import { BlockingRunner } from '../blocking/blockingRunner.ts'

/**
 * A chart server whose sessions live on its own event loop: with async queries it runs `slots` at a time;
 * with blocking ones each query stops the loop. `loadChanged` is called when `unfinished` may have changed.
 */
export async function createLoopWorker(
  settings: Settings,
  strategy: string,
  worker: string,
  slots: number,
  loadChanged: () => void = () => {},
): Promise<ChartServer> {
  const options = { url: settings.databaseUrl, application: `bench/${worker}` }
  if (settings.queryMode === 'blocking') {
    const runner = await BlockingRunner.start(options)
    return createChartServer({ settings, strategy, worker, workplace: onThisLoop(runner), loadChanged })
  }
  const runner = new PooledRunner({ ...options, size: slots })
  const [server] = await Promise.all([
    createChartServer({ settings, strategy, worker, workplace: onThisLoop(runner), loadChanged }),
    runner.openAhead(),
  ])
  return server
}
