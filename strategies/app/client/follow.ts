import { nowUs } from '../clock.ts'
import type { ServerMessage, SessionGrant } from '../protocol/messages.ts'
import { isTransient, type NextAttempt, Reattachment, type Way } from '../protocol/reattach.ts'
import type { Exchange } from './exchange.ts'
import { poll } from './poll.ts'
import { attach, type SessionSocket, type SocketListener } from './socket.ts'
import { endCode, type SocketEnd } from './socketEnd.ts'

/**
 * What following a session tells. `closed` is the last call, and comes exactly once. `lost` and `reattached`
 * alternate, `lost` first, however often it was tried in between. Every further socket brings what a first one
 * does, so `hello` (right after `reattached`) and the chart come again.
 */
export interface FollowListener extends SocketListener {
  /** The first socket is open. Told once; never where all comes by long poll. */
  open(): void
  /**
   * As on a socket; by long poll only `status` and `chart` come. An error that is followed by another attempt
   * (`GOING_AWAY`) is not told here.
   */
  message(message: ServerMessage, atUs: number): void
  /** The connection failed or was cut, and is tried again; `code` as `endCode` gives it. */
  lost(code: string, atUs: number): void
  /** It is attached again: a socket has brought its `hello`, or a long poll was answered. */
  reattached(atUs: number): void
  /** It is over: left, refused for good, out of patience, or, by long poll (code 1000), the chart was there. */
  closed(end: SocketEnd): void
}

export interface FollowOptions {
  readonly origin?: string
  /** How long it is tried to attach again, ms from the loss on (15 s); 0: a loss is final. */
  readonly patienceMs?: number
}

/** A session that is followed. As on a socket, calls do nothing where none is open, nor after `closed`. */
export interface Following extends SessionSocket {
  /** Cuts the connection as a lost network does: it is then attached again. */
  cut(): void
}

/**
 * Attaches to the session of `grant` as a browser's page does: a lost socket is attached again, and where no
 * socket gets through, the chart is asked for by long poll (`protocol/reattach.ts`). Nothing is called before
 * this function has returned.
 */
export function follow(
  url: string,
  grant: SessionGrant,
  listener: FollowListener,
  options: FollowOptions = {},
): Following {
  return new SessionFollower(url, grant, listener, options)
}

const LEFT: SocketEnd = { code: 1000, reason: '', failure: undefined }
const CUT: SocketEnd = { code: 1006, reason: '', failure: undefined }

class SessionFollower implements Following {
  readonly #url: string
  readonly #grant: SessionGrant
  readonly #listener: FollowListener
  readonly #options: FollowOptions
  /** Made at the first loss. */
  #attempts: Reattachment | undefined
  #socket: SessionSocket | undefined
  #poll: Exchange | undefined
  #timer: NodeJS.Timeout | undefined
  #openedAtMs: number | undefined
  #everOpen = false
  #lost = false
  #isCut = false
  #leaving = false
  #over = false

  constructor(url: string, grant: SessionGrant, listener: FollowListener, options: FollowOptions) {
    this.#url = url
    this.#grant = grant
    this.#listener = listener
    this.#options = options
    this.#attach()
  }

  interact(n: number, value: number): void {
    this.#socket?.interact(n, value)
  }

  cancel(): void {
    this.#socket?.cancel()
  }

  close(): void {
    this.#leaving = true
    if (this.#socket) this.#socket.close()
    else this.#giveUp(LEFT)
  }

  terminate(): void {
    this.#leaving = true
    if (this.#socket) this.#socket.terminate()
    else this.#giveUp(CUT)
  }

  cut(): void {
    this.#isCut = this.#socket !== undefined
    this.#socket?.terminate()
    if (!this.#poll) return
    this.#poll.abort()
    this.#poll = undefined
    this.#ended('poll', CUT)
  }

  #attach(): void {
    const listener = this.#listener
    this.#openedAtMs = undefined
    this.#isCut = false
    this.#socket = attach(
      this.#url,
      this.#grant,
      {
        open: () => {
          this.#openedAtMs = performance.now()
          if (this.#everOpen) return
          this.#everOpen = true
          listener.open()
        },
        message: (message, atUs) => {
          if (this.#lost && message.type === 'hello') this.#found(atUs)
          if (message.type === 'error' && isTransient(message.code) && !this.#leaving) return
          listener.message(message, atUs)
        },
        violation: (kind, reason) => listener.violation(kind, reason),
        closed: (end) => {
          this.#socket = undefined
          // A handshake that was cut off says nothing of a network.
          this.#ended('socket', this.#isCut ? CUT : end)
        },
      },
      this.#origin(),
    )
  }

  #ask(): void {
    const askedAtMs = performance.now()
    const done = (answer: Parameters<Parameters<typeof poll>[2]>[0]) => {
      this.#poll = undefined
      if ('failure' in answer) {
        this.#openedAtMs = undefined
        return this.#ended('poll', { ...CUT, failure: answer.failure })
      }
      this.#openedAtMs = askedAtMs
      if (this.#lost) this.#found(answer.atUs)
      this.#listener.message(answer.message, answer.atUs)
      if (this.#leaving || this.#over) return
      if (answer.message.type === 'chart') this.#close(LEFT)
      else this.#ask()
    }
    this.#poll = poll(this.#url, this.#grant, done, this.#origin())
  }

  #found(atUs: number): void {
    this.#lost = false
    this.#listener.reattached(atUs)
  }

  #ended(way: Way, end: SocketEnd): void {
    if (this.#over) return
    const code = endCode(end)
    const next = this.#leaving ? undefined : this.#next(way, code, end.foreign === true)
    if (!next) {
      this.#close(end)
      return
    }
    if (!this.#lost) {
      this.#lost = true
      this.#listener.lost(code, nowUs())
    }
    // Whoever was told of the loss may have left.
    if (this.#leaving) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (next.way === 'socket') this.#attach()
      else this.#ask()
    }, next.afterMs)
  }

  #next(way: Way, code: string, foreign: boolean): NextAttempt | undefined {
    const nowMs = performance.now()
    const attachedMs = this.#openedAtMs === undefined ? 0 : Math.max(1, nowMs - this.#openedAtMs)
    this.#attempts ??= new Reattachment(this.#everOpen, this.#options.patienceMs)
    return this.#attempts.after({ way, code, attachedMs, foreign }, nowMs, Math.random())
  }

  /** Leaves while there is no socket that could tell of its end. */
  #giveUp(end: SocketEnd): void {
    if (this.#over) return
    clearTimeout(this.#timer)
    this.#poll?.abort()
    this.#poll = undefined
    setImmediate(() => this.#close(end))
  }

  #close(end: SocketEnd): void {
    if (this.#over) return
    this.#over = true
    this.#listener.closed(end)
  }

  #origin(): { origin?: string } {
    return this.#options.origin === undefined ? {} : { origin: this.#options.origin }
  }
}
