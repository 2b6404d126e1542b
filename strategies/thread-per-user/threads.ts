import type { QueryMode } from '../app/settings.ts'
import { SessionThread } from './thread.ts'

/**
 * Threads for sessions. Starting one takes tens of milliseconds of CPU, so `spare` idle ones are kept: started
 * ahead, and given back by sessions that ended in order. Who comes when none is idle waits for a new thread.
 */
export class Threads {
  readonly #mode: QueryMode
  readonly #spare: number
  readonly #idle: SessionThread[] = []
  readonly #all = new Set<SessionThread>()

  constructor(mode: QueryMode, spare: number) {
    this.#mode = mode
    this.#spare = spare
  }

  /**
   * Starts the idle threads; resolves when they are ready. The first goes ahead: on a machine's first start it
   * leaves the compiled code for the others.
   */
  async fill(): Promise<void> {
    this.#idle.push(this.#start())
    await this.#idle[0]?.ready
    while (this.#idle.length < this.#spare) this.#idle.push(this.#start())
    await Promise.all(this.#idle.map((thread) => thread.ready))
  }

  /** A thread for one session, until `giveBack` or `end`; its `ready` may still be pending. */
  take(): SessionThread {
    return this.#idle.pop() ?? this.#start()
  }

  /** Takes back a thread that has nothing to do any more. */
  giveBack(thread: SessionThread): void {
    thread.user = undefined
    if (thread.usable && this.#idle.length < this.#spare) this.#idle.push(thread)
    else this.end(thread)
  }

  /** Ends a thread that may be in the middle of something. */
  end(thread: SessionThread): void {
    this.#all.delete(thread)
    thread.end().catch((error) => console.error('a session thread did not end:', error))
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#all].map((thread) => thread.end()))
    this.#all.clear()
  }

  #start(): SessionThread {
    const thread = new SessionThread(this.#mode)
    this.#all.add(thread)
    return thread
  }
}
