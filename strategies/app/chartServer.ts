import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { routes } from './page/routes.ts'
import { noProbe, type Probe, startProbe } from './probe/probe.ts'
import { Sessions } from './session/sessions.ts'
import { Sockets } from './session/sockets.ts'
import type { Workplace } from './session/work.ts'
import type { Settings } from './settings.ts'

/** Connections that may wait to be accepted while the loop is blocked; Node's default of 511 is too few. */
const BACKLOG = 4_096

/** What a chart server is made of. `workplace` is the strategy's part of it. */
export interface ChartServerParts {
  readonly settings: Settings
  readonly strategy: string
  readonly worker: string
  readonly workplace: Workplace
  /** Called when a session has begun, got its chart or ended. */
  readonly loadChanged?: () => void
}

/** The chart app, serving: sessions of one worker behind one HTTP server. */
export interface ChartServer {
  readonly http: Server
  /** Starts to listen on 127.0.0.1 and says where. */
  listen(port: number): Promise<string>
  /** Users are told, queries cancelled, sockets and connections closed; resolves when all are. Idempotent. */
  stop(): Promise<void>
  /** Sessions that wait for their query or run it. */
  unfinished(): number
}

/** Marks a request that belongs to a worker that has died, so that its user gets the defined error. */
const goneRequests = new WeakSet<IncomingMessage['socket']>()
export function markWorkerGone(socket: IncomingMessage['socket']): void {
  goneRequests.add(socket)
}

/** Puts the chart app together. It listens only when told to. */
export async function createChartServer(parts: ChartServerParts): Promise<ChartServer> {
  const { settings, strategy, worker, workplace } = parts
  const gauges = () => ({ sessions: sessions.size, sockets: sockets.size, ...workplace.usage() })
  // The probe reads the gauges at once, before there is anything to count.
  let read = () => ({ sessions: 0, sockets: 0, inUse: 0, waiting: 0 })
  const probe: Probe =
    settings.probeFolder === null
      ? noProbe
      : await startProbe(join(settings.probeFolder, `${worker}.ndjson`), worker, () => read())
  const sessions = new Sessions({ settings, worker, workplace, probe, loadChanged: parts.loadChanged })
  const sockets = new Sockets({ settings, worker, sessions, probe })
  read = gauges
  const app = routes({ settings, strategy, sessions, health: () => ({ ok: true, worker, ...gauges() }) })
  const http = createServer((request, response) => {
    // Users hold no kept connection while they wait, and a front may hand each connection to its own worker.
    response.setHeader('Connection', 'close')
    app(request, response)
  })
  if (settings.queryMode === 'blocking') {
    // After a blocked loop Node would hold the delay against clients whose request has long arrived.
    http.headersTimeout = 0
    http.requestTimeout = 0
  }
  http.on('upgrade', (request, socket, head) => {
    if (!request.url?.startsWith('/session?') && request.url !== '/session') {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    sockets.accept(request, socket, head, goneRequests.has(request.socket))
  })
  let stopping: Promise<void> | undefined
  return {
    http,
    unfinished: () => sessions.unfinished,
    async listen(port) {
      await new Promise<void>((resolve, reject) => {
        http.once('error', reject)
        http.listen({ port, host: '127.0.0.1', backlog: BACKLOG }, resolve)
      })
      return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
    },
    stop() {
      stopping ??= (async () => {
        http.close()
        sessions.close()
        http.closeIdleConnections()
        await Promise.all([sockets.close(), workplace.stop()])
        http.closeAllConnections()
        await probe.close()
      })()
      return stopping
    },
  }
}
