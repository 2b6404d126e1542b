import { createChartServer } from '../app/chartServer.ts'
import { PooledRunner } from '../app/query/pooledRunner.ts'
import { runServerProcess } from '../parts/workers/entry.ts'
import { Threads } from './threads.ts'
import { inThreads } from './workplace.ts'

/** A thread takes some 15 MB; beyond this many users a machine is better told no. */
const MOST_SESSIONS = 1_000

runServerProcess(async (given, { role, worker, slots, options }) => {
  const sessions = Math.min(given.limits.sessions, MOST_SESSIONS)
  const settings = { ...given, limits: { ...given.limits, sessions } }
  const size = slots[0] ?? 1
  const runner = new PooledRunner({ url: settings.databaseUrl, application: `bench/${worker}`, size })
  const threads = new Threads(settings.queryMode, size)
  const [server] = await Promise.all([
    createChartServer({
      settings,
      strategy: 'thread-per-user',
      worker,
      workplace: inThreads(threads, runner),
    }),
    runner.openAhead(),
    threads.fill(),
  ])
  const url = await server.listen({ host: settings.host, port: Number(options?.port ?? settings.port) })
  return {
    url,
    processes: () => [{ role, pid: process.pid, worker, slots: size }],
    drain: () => server.drain(),
    stop: () => server.stop(),
  }
})
