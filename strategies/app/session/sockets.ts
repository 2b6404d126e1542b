import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Counts } from '../metrics/counts.ts'
import { hostAllowed, originAllowed } from '../origin.ts'
import { ProtocolError } from '../protocol/codes.ts'
import { parseClientMessage, SUBPROTOCOL } from '../protocol/messages.ts'
import type { Settings } from '../settings.ts'
import type { Admission } from './admission.ts'
import type { Session } from './session.ts'
import { SocketViewer } from './socketViewer.ts'

/** A peer that has not answered a close is cut after this. */
const CLOSE_PATIENCE_MS = 1_000
const PING_INTERVAL_MS = 20_000

interface SocketsParts {
  readonly settings: Settings
  readonly admission: Admission
  readonly counts: Counts
  /** Open long polls, which count against the same limit. */
  readonly polls: () => number
}

/** Accepts `WS /session`: every refusal is an accepted upgrade with an error message and its close code. */
export class Sockets {
  readonly #server: WebSocketServer
  readonly #parts: SocketsParts
  readonly #pings: NodeJS.Timeout

  constructor(parts: SocketsParts) {
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

  /** Takes over an upgrade request. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const viewer = new SocketViewer(webSocket, this.#parts.counts)
      webSocket.on('error', () => webSocket.terminate())
      try {
        this.#attach(viewer, webSocket, this.#sessionOf(request))
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

  #sessionOf(request: IncomingMessage): Session {
    const { settings, admission, polls } = this.#parts
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
    return admission.session(request, offered[1] ?? '', this.#server.clients.size + polls())
  }

  #attach(viewer: SocketViewer, webSocket: WebSocket, session: Session): void {
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
