import { runServerProcess } from '../parts/workers/entry.ts'
import { createLoopWorker } from '../parts/workers/loopWorker.ts'

runServerProcess(async (settings, { role, worker, slots, options }) => {
  const server = await createLoopWorker(settings, 'single', worker, slots[0] ?? 1)
  const url = await server.listen({ host: settings.host, port: Number(options?.port ?? settings.port) })
  return {
    url,
    processes: () => [{ role, pid: process.pid, worker, slots: slots[0] ?? 1 }],
    drain: () => server.drain(),
    stop: () => server.stop(),
  }
})
