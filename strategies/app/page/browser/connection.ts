import { codeOfClose } from '../../protocol/codes.ts'
import {
  parseServerMessage,
  type ServerMessage,
  type SessionGrant,
  SUBPROTOCOL,
  VERSION,
} from '../../protocol/messages.ts'
import { isTransient, pollPath, Reattachment, type Way } from '../../protocol/reattach.ts'

/** What a page hears of its session. */
export interface ConnectionListener {
  /** Every further socket brings the chart again. An error that is no end for the page is not told. */
  message(message: ServerMessage): void
  /** The connection was lost, and is tried again until a message comes or it is over. */
  lost(): void
  /** It is over for good; `why` as the server said it. */
  ended(why: string): void
}

/** A page's connection to one session: by a socket, attached again where it is cut, else by long poll. */
export class Connection {
  readonly #server: string
  readonly #grant: SessionGrant
  readonly #listener: ConnectionListener
  readonly #leaving = new AbortController()
  #attempts: Reattachment | undefined
  #socket: WebSocket | undefined
  #everOpen = false
  #lost = false
  #why = 'the server cannot be reached'

  /** `server` is its origin. */
  constructor(server: string, grant: SessionGrant, listener: ConnectionListener) {
    this.#server = server
    this.#grant = grant
    this.#listener = listener
    this.#attach()
  }

  /** Whether the server can be told anything. */
  get speaks(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  send(message: Record<string, unknown>): void {
    if (this.speaks) this.#socket?.send(JSON.stringify({ v: VERSION, ...message }))
  }

  /** Leaves; nothing is told any more. */
  close(): void {
    this.#leaving.abort()
    this.#socket?.close(1000)
  }

  #attach(): void {
    const address = this.#server.replace(/^http/, 'ws') + this.#grant.socket
    const socket = new WebSocket(address, [SUBPROTOCOL, this.#grant.token])
    let openedMs: number | undefined
    this.#socket = socket
    socket.onopen = () => {
      openedMs = performance.now()
      this.#everOpen = true
    }
    socket.onmessage = (event) => this.#receive(String(event.data))
    socket.onclose = ({ code, reason }) =>
      this.#ended(
        'socket',
        codeOfClose(code, reason),
        openedMs === undefined ? 0 : performance.now() - openedMs,
      )
  }

  async #ask(): Promise<void> {
    const headers = { authorization: `Bearer ${this.#grant.token}` }
    const { signal } = this.#leaving
    try {
      const response = await fetch(this.#server + pollPath(this.#grant), { headers, signal })
      const text = await response.text()
      if (!response.ok) return this.#ended('poll', this.#refused(response.status, text), 0)
      const type = this.#receive(text)
      if (type === 'status') this.#ask()
      else if (type !== 'chart') this.#ended('poll', 'MALFORMED', 0)
    } catch {
      this.#ended('poll', 'CONNECTION_LOST', 0)
    }
  }

  /** The code of a refused poll. */
  #refused(status: number, body: string): string {
    if (!body.startsWith('{')) return `HTTP_${status}`
    const { code, message } = JSON.parse(body).error
    this.#why = message
    return code
  }

  #receive(text: string): ServerMessage['type'] | undefined {
    const parsed = parseServerMessage(text)
    if (!parsed.ok) {
      console.warn('bench-chart:', parsed.reason)
      return undefined
    }
    const { message } = parsed
    if (message.type === 'error') this.#why = message.message
    this.#lost = false
    const told = message.type !== 'error' || !isTransient(message.code)
    if (told && !this.#leaving.signal.aborted) this.#listener.message(message)
    return message.type
  }

  #ended(way: Way, code: string, attachedMs: number): void {
    if (this.#leaving.signal.aborted) return
    this.#attempts ??= new Reattachment(this.#everOpen)
    // Browsers do not tell what answered an upgrade, so nothing is known to be foreign.
    const end = { way, code, attachedMs, foreign: false }
    const next = this.#attempts.after(end, performance.now(), Math.random())
    if (!next) {
      this.#listener.ended(this.#why)
      return
    }
    if (!this.#lost) this.#listener.lost()
    this.#lost = true
    setTimeout(() => {
      if (this.#leaving.signal.aborted) return
      if (next.way === 'socket') this.#attach()
      else this.#ask()
    }, next.afterMs)
  }
}
