/** A worker of the cluster: a chart server that listens nowhere and gets its connections from the primary. */
import { flushCompileCache } from 'node:module'
import type { Socket } from 'node:net'
import { type ChartServer, markWorkerGone } from '../app/chartServer.ts'
import { createLoopWorker } from '../parts/workers/loopWorker.ts'
import type { FromWorker, ToWorker } from './messages.ts'

let server: ChartServer | undefined
/** Connections whose requests have not come yet, and those that are to be reported. */
const waiting = new WeakMap<Socket, number>()
let taken: number[] = []

process.on('message', async (message: ToWorker, socket: Socket | undefined) => {
  if (message.type === 'start') {
    const { settings, worker, slots } = message
    server = await createLoopWorker(settings, 'cluster', worker, slots, { loadChanged: reportLoad })
    // Before the app, whose new sessions are then reported together with the connection that brought them.
    server.http.prependListener('request', ({ socket: own, url }, response) => {
      take(own)
      // A long poll creates nothing, and its end is far.
      if (url?.startsWith('/sessions/')) reportLoad()
      response.once('close', reportLoad)
    })
    server.http.prependListener('upgrade', ({ socket: own }) => {
      take(own)
      reportLoad()
    })
    send({ type: 'ready' })
    flushCompileCache()
  } else if (socket) {
    waiting.set(socket, message.id)
    socket.once('close', () => {
      take(socket)
      reportLoad()
    })
    accept(socket, message.head, message.gone)
  }
})
process.on('SIGINT', () => {})
// It comes twice where the whole group is told to end: by the supervisor, and by the primary.
process.on('SIGTERM', async () => {
  await server?.stop()
  process.exit(0)
})

function accept(socket: Socket, head: string, gone: boolean): void {
  if (!server) return void socket.destroy()
  if (gone) markWorkerGone(socket)
  server.http.emit('connection', socket)
  socket.unshift(Buffer.from(head, 'latin1'))
  socket.resume()
}

function take(socket: Socket): void {
  const id = waiting.get(socket)
  waiting.delete(socket)
  if (id !== undefined) taken.push(id)
}

function reportLoad(): void {
  if (!server) return
  send({ type: 'load', taken, load: server.unfinished() })
  taken = []
}

function send(message: FromWorker): void {
  if (process.connected) process.send?.(message)
}
