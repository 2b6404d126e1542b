import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Address, LOOPBACK, urlOf } from './address.ts'
import { Counts } from './metrics/counts.ts'
import { routes } from './page/routes.ts'
import { noProbe, type Probe, startProbe } from './probe/probe.ts'
import { Admission, saysGone } from './session/admission.ts'
import { Polls } from './session/polls.ts'
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
  /**
   * It is reached only through a proxy of ours, whose header `X-Bench-Worker-Gone: 1`, set or removed on every
   * request, says that the worker which a request is for has died.
   */
  readonly behindProxy?: boolean
  /**
   * Slow queries that it runs at a time, where the proxy asks for a free one: a request for new sessions with
   * `X-Bench-If-Free: 1` is refused with 503 while as many sessions wait or run.
   */
  readonly slots?: number
}

/** The chart app, serving: sessions of one worker behind one HTTP server. */
export interface ChartServer {
  readonly http: Server
  /** Starts to listen and says where. */
  listen(at: Address): Promise<string>
  /** Resolves once no session waits for its chart any more; it goes on serving. */
  drain(): Promise<void>
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

/** Whether a proxy wants to know first if there is room for new sessions. */
function asksForRoom({ method, headers }: IncomingMessage): boolean {
  return headers['x-bench-if-free'] === '1' && (method === 'GET' || method === 'POST')
}

/** Puts the chart app together. It listens only when told to. */
export async function createChartServer(parts: ChartServerParts): Promise<ChartServer> {
  const { settings, strategy, worker, workplace, behindProxy = false, slots = Infinity } = parts
  const counts = new Counts()
  const levels = () => ({
    sessions: sessions.size,
    sockets: sockets.size,
    polls: polls.size,
    ...workplace.usage(),
  })
  // The probe reads the gauges at once, before there is anything to count.
  let read = () => ({ sessions: 0, sockets: 0, inUse: 0, waiting: 0 })
  const probe: Probe =
    settings.probeFolder === null
      ? noProbe
      : await startProbe(join(settings.probeFolder, `${worker}.ndjson`), worker, () => read())
  const isGone = (request: IncomingMessage) =>
    goneRequests.has(request.socket) || (behindProxy && saysGone(request))
  const sessions = new Sessions({
    settings,
    worker,
    workplace,
    probe,
    counts,
    loadChanged: parts.loadChanged,
  })
  const admission = new Admission({ settings, worker, sessions, probe, counts, isGone })
  const polls: Polls = new Polls({ admission, counts, pollMs: settings.pollMs, sockets: () => sockets.size })
  const sockets = new Sockets({ settings, admission, counts, polls: () => polls.size })
  read = levels
  const app = routes({ settings, strategy, worker, sessions, polls, counts, levels, isGone })
  const http = createServer((request, response) => {
    // Users hold no kept connection while they wait, and a front may hand each connection to its own worker.
    response.setHeader('Connection', 'close')
    if (behindProxy && asksForRoom(request) && sessions.unfinished >= slots) response.writeHead(503).end()
    else app(request, response)
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
    sockets.accept(request, socket, head)
  })
  let stopping: Promise<void> | undefined
  return {
    http,
    unfinished: () => sessions.unfinished,
    drain: () => sessions.drain(),
    async listen(at) {
      await new Promise<void>((resolve, reject) => {
        http.once('error', reject)
        const place = 'path' in at ? at : { port: at.port, host: at.host ?? LOOPBACK }
        http.listen({ ...place, backlog: BACKLOG }, resolve)
      })
      if ('path' in at) return `unix:${at.path}`
      return urlOf(at.host ?? LOOPBACK, (http.address() as AddressInfo).port)
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
