/**
 * When a client attaches to its session again, and how: one policy for browsers, the reference client and
 * whoever reads it. It knows no clock and draws no lots, so its caller brings both.
 */

/** How a client is attached: by a socket, or by long polls where sockets are blocked. */
export type Way = 'socket' | 'poll'

/** How one attempt, or one attachment, has ended. */
export interface AttemptEnd {
  readonly way: Way
  /** An error code of the wire, `CONNECTION_LOST`, `HTTP_<status>`, or the system's own code. */
  readonly code: string
  /** How long it was attached, ms; 0 where it never was. */
  readonly attachedMs: number
  /** The upgrade was answered by something that does not speak the wire: it lets no socket through. */
  readonly foreign: boolean
}

/** The next attempt, so many ms from now. */
export interface NextAttempt {
  readonly way: Way
  readonly afterMs: number
}

/** How long a client tries in all, from the loss on. */
export const PATIENCE_MS = 15_000
const FIRST_DELAY_MS = 100
const MOST_DELAY_MS = 2_000
/** An attachment that lasted this long was one: what comes after it is another loss. */
const STEADY_MS = 1_000
/** Sockets that may fail in a row, where none was ever open, before a long poll is tried. */
const SOCKETS_BEFORE_POLL = 3

/** Ends that say nothing of the session: it may be alive, and whoever is asked next may know. */
const transient: ReadonlySet<string> = new Set([
  'CONNECTION_LOST',
  'GOING_AWAY',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'HTTP_502',
  'HTTP_504',
])

/** Whether a client attaches again after an end of this code. Every other one is final. */
export function isTransient(code: string): boolean {
  return transient.has(code)
}

/** The attempts of one client at one session. To be made at the first loss, and kept. */
export class Reattachment {
  readonly #patienceMs: number
  #opened: boolean
  #sinceMs: number | undefined
  #failed = 0

  /** `opened`: whether a socket of this session has ever been open. */
  constructor(opened: boolean, patienceMs = PATIENCE_MS) {
    this.#opened = opened
    this.#patienceMs = patienceMs
  }

  /**
   * What to try next, or undefined where `end` is final or patience is used up. `nowMs` is of any steady
   * clock, `random` within 0 … 1: the delay doubles from 100 ms to 2 s, and is shortened by up to a half, so
   * that those who were cut together do not come back together.
   */
  after(end: AttemptEnd, nowMs: number, random: number): NextAttempt | undefined {
    if (end.way === 'socket' && end.foreign && !isTransient(end.code)) return { way: 'poll', afterMs: 0 }
    if (!isTransient(end.code)) return undefined
    if (end.way === 'socket' && end.attachedMs > 0) this.#opened = true
    if (this.#sinceMs === undefined || end.attachedMs >= STEADY_MS) {
      this.#sinceMs = nowMs
      this.#failed = 0
    }
    const delayMs = Math.min(FIRST_DELAY_MS * 2 ** this.#failed++, MOST_DELAY_MS)
    const afterMs = Math.round(delayMs * (1 - random / 2))
    if (nowMs + afterMs - this.#sinceMs > this.#patienceMs) return undefined
    return { way: this.#nextWay(end.way), afterMs }
  }

  /** A poll that is answered proves that HTTP works; one that is not, that sockets were not to blame. */
  #nextWay(last: Way): Way {
    if (this.#opened || last === 'poll') return 'socket'
    return this.#failed >= SOCKETS_BEFORE_POLL ? 'poll' : 'socket'
  }
}

/** Path and query of the long poll of a session, from what the session was handed out as. */
export function pollPath({ id, socket }: { readonly id: string; readonly socket: string }): string {
  const query = socket.indexOf('?')
  return `/sessions/${encodeURIComponent(id)}/chart${query < 0 ? '' : socket.slice(query)}`
}
