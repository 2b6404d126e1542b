import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { hostAllowed, originAllowed } from '../origin.ts'
import type { Probe } from '../probe/probe.ts'
import { ProtocolError } from '../protocol/codes.ts'
import { parseClientMessage, SUBPROTOCOL } from '../protocol/messages.ts'
import type { Settings } from '../settings.ts'
import { verifyToken } from '../token.ts'
import type { Session } from './session.ts'
import type { Sessions } from './sessions.ts'
import { Viewer } from './viewer.ts'

/** A peer that has not answered a close is cut after this. */
const CLOSE_PATIENCE_MS = 1_000
const PING_INTERVAL_MS = 20_000

/** Accepts `WS /session`: every refusal is an accepted upgrade with an error message and its close code. */
export class Sockets {
  readonly #server: WebSocketServer
  readonly #parts: { settings: Settings; worker: string; sessions: Sessions; probe: Probe }
  readonly #pings: NodeJS.Timeout

  constructor(parts: { settings: Settings; worker: string; sessions: Sessions; probe: Probe }) {
    this.#parts = parts
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: parts.settings.limits.messageBytes,
      perMessageDeflate: false,
      handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    })
    // Proxies cut silent sockets after a minute.
    this.#pings = setInterval(() => {
      for (const socket of this.#server.clients) socket.ping()
    }, PING_INTERVAL_MS).unref()
  }

  get size(): number {
    return this.#server.clients.size
  }

  /** Takes over an upgrade request. `workerGone`: the front knows that the holder of its session has died. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, workerGone = false): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const viewer = new Viewer(webSocket)
      webSocket.on('error', () => webSocket.terminate())
      try {
        this.#attach(viewer, webSocket, this.#sessionOf(request, workerGone))
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error
        viewer.refuse(error)
        cutWhenSilent(webSocket)
      }
    })
  }

  /** Cuts who has not closed by now; resolves when all sockets are gone. */
  async close(): Promise<void> {
    clearInterval(this.#pings)
    const open = [...this.#server.clients]
    for (const socket of open) cutWhenSilent(socket)
    await Promise.all(open.map((socket) => new Promise((resolve) => socket.once('close', resolve))))
  }

  #sessionOf(request: IncomingMessage, workerGone: boolean): Session {
    const { settings, worker, sessions, probe } = this.#parts
    const { origin, host } = request.headers
    if (
      !hostAllowed(host, settings.allowedOrigins) ||
      !originAllowed(origin, host, settings.allowedOrigins)
    ) {
      throw new ProtocolError('FORBIDDEN_ORIGIN')
    }
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim())
    if (offered[0] !== SUBPROTOCOL)
      throw new ProtocolError('MALFORMED', `the first subprotocol must be ${SUBPROTOCOL}`)
    if (this.#server.clients.size > settings.limits.sockets) {
      throw new ProtocolError('TOO_MANY', `at most ${settings.limits.sockets} sockets at a time`)
    }
    const claims = verifyToken(offered[1] ?? '', settings.secret, Date.now() / 1_000)
    if (workerGone) throw new ProtocolError('WORKER_GONE')
    if (claims.worker !== worker) {
      probe.event('misrouted', claims.session)
      throw new ProtocolError('MISROUTED', `the session lives in ${claims.worker}, this is ${worker}`)
    }
    return sessions.get(claims.session)
  }

  #attach(viewer: Viewer, webSocket: WebSocket, session: Session): void {
    webSocket.on('message', (data, isBinary) => {
      const parsed = isBinary
        ? { ok: false as const, reason: 'a binary frame' }
        : parseClientMessage(String(data))
      if (!parsed.ok) {
        viewer.refuse(new ProtocolError('MALFORMED', parsed.reason))
        return cutWhenSilent(webSocket)
      }
      session.receive(viewer, parsed.message).catch((error: unknown) => {
        console.error(`session ${session.id}:`, error)
        viewer.refuse(new ProtocolError('SERVER_FAULT', undefined, { cause: error }))
      })
    })
    webSocket.on('close', () => session.detach(viewer))
    session.attach(viewer)
  }
}

function cutWhenSilent(socket: WebSocket): void {
  const timer = setTimeout(() => socket.terminate(), CLOSE_PATIENCE_MS)
  socket.once('close', () => clearTimeout(timer))
}
