/** The primary of the cluster: it owns the port, looks at the first line of each connection and hands it on. */
import { type AddressInfo, createServer } from 'node:net'
import { urlOf } from '../app/address.ts'
import { runServerProcess } from '../parts/workers/entry.ts'
import { peekRequest } from '../parts/workers/requestHead.ts'
import { ClusterWorkers } from './workers.ts'

const BACKLOG = 4_096

runServerProcess(async (settings, { role, worker, slots, options }, news) => {
  // A primary that replaces a dead one must not give its workers the names of the dead.
  const suffix = worker.slice('primary'.length)
  const workers = new ClusterWorkers(settings, suffix, news)
  await workers.start(slots)
  const server = createServer((socket) =>
    peekRequest(socket, (target, head) => workers.route(socket, target, head)),
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    const port = Number(options?.port ?? settings.port)
    server.listen({ port, host: settings.host, backlog: BACKLOG }, resolve)
  })
  return {
    url: urlOf(settings.host, (server.address() as AddressInfo).port),
    processes: () => [{ role, pid: process.pid }, ...workers.processes()],
    async stop() {
      server.close()
      await workers.stop()
    },
  }
})
