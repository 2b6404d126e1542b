/** The web process of the queue: the chart app, whose queries others run. */
import { createChartServer } from '../app/chartServer.ts'
import { onThisLoop } from '../app/session/work.ts'
import { runServerProcess } from '../parts/workers/entry.ts'
import { channelName } from './names.ts'
import { QueueRunner } from './web/queueRunner.ts'

runServerProcess(async (settings, { role, worker, options }) => {
  const { databaseUrl: url, schema } = settings
  const application = `bench/${worker}`
  const runner = new QueueRunner({ url, schema, application, web: channelName(schema, worker) })
  const server = await createChartServer({
    settings,
    strategy: 'queue',
    worker,
    workplace: onThisLoop(runner),
  })
  const at = await server.listen({ host: settings.host, port: Number(options?.port ?? settings.port) })
  return {
    url: at,
    processes: () => [{ role, pid: process.pid, worker }],
    drain: () => server.drain(),
    stop: () => server.stop(),
  }
})
