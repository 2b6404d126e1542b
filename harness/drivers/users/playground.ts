import type { Following } from '../../../strategies/app/client/follow.ts'
import type { DriverEvent } from '../contract.ts'

/** What the users of one process share. */
export interface Playground {
  readonly url: string
  /** The content hash of each key, by `keyName`. */
  readonly expected: Readonly<Record<string, string>>
  /** The session sockets that are open or about to be. */
  readonly sockets: Sockets
  readonly emit: (event: DriverEvent) => void
  /** Whether users of this group are to leave as soon as they can. */
  isLeaving(group: string): boolean
}

/**
 * Keeps count of sockets, since they outlive the users who have closed them. One that is lost counts as long as
 * it is tried to attach it again.
 */
export class Sockets {
  readonly #open = new Set<Following>()
  #peak = 0
  #emptied: (() => void) | undefined

  get peak(): number {
    return this.#peak
  }

  add(socket: Following): void {
    this.#open.add(socket)
    this.#peak = Math.max(this.#peak, this.#open.size)
  }

  delete(socket: Following): void {
    this.#open.delete(socket)
    if (this.#open.size === 0) this.#emptied?.()
  }

  /** Cuts each as a lost network does; who has not left attaches again. */
  cut(): void {
    for (const socket of [...this.#open]) socket.cut()
  }

  /** Resolves when all are closed; those still open after `patienceMs` are cut. */
  async drain(patienceMs: number): Promise<void> {
    if (this.#open.size === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#emptied = resolve
    const timer = setTimeout(() => {
      for (const socket of this.#open) socket.terminate()
    }, patienceMs)
    await promise
    clearTimeout(timer)
  }
}
