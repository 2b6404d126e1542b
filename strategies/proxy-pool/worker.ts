/** A worker of the pool: a chart server that only the proxy talks to. */
import { chmod } from 'node:fs/promises'
import type { Address } from '../app/address.ts'
import type { Settings } from '../app/settings.ts'
import type { Assignment } from '../contract.ts'
import { runServerProcess } from '../parts/workers/entry.ts'
import { createLoopWorker } from '../parts/workers/loopWorker.ts'

runServerProcess(async (settings, { role, worker, slots: [slots = 1], options }) => {
  const server = await createLoopWorker(settings, 'proxy-pool', worker, slots, { behindProxy: true })
  const at = addressOf(options, settings)
  const url = await server.listen(at)
  // The proxy is another user, to whom the folder is open and to nobody else.
  if ('path' in at) await chmod(at.path, 0o666)
  return {
    url,
    processes: () => [{ role, pid: process.pid, worker, slots }],
    drain: () => server.drain(),
    stop: () => server.stop(),
  }
})

/** Alone, with a proxy that somebody else looks after, it listens where a server would. */
function addressOf(options: Assignment['options'] = {}, { host, port: ownPort }: Settings): Address {
  const { path, port } = options
  if (typeof path === 'string') return { path }
  if (typeof port === 'number') return { port }
  return { host, port: ownPort }
}
