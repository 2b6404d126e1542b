import { setTimeout } from 'node:timers/promises'
import { messageOf } from '../errors.ts'
import type { SpareNginx } from '../services/contract.ts'

/** Who starts, and the users who all come back at once when a proxy is there again, go first. */
const LAY_UP_AFTER_MS = 1_000

interface Laid {
  readonly reach: readonly string[]
  /** Ends the waiting for its turn. */
  readonly turn: AbortController
  readonly spare: Promise<SpareNginx | undefined>
}

/** The spares of the proxies of a target, one for each port. Disposal removes them. */
export class SpareProxies implements AsyncDisposable {
  readonly #laid = new Map<number, Laid>()

  /**
   * Has `make` called in a second, for the next start on a port with the same folders. Where it fails that start has
   * to do without.
   */
  layUp(port: number, reach: readonly string[], make: () => Promise<SpareNginx | undefined>): void {
    const turn = new AbortController()
    this.#laid.set(port, { reach, turn, spare: laidUp(turn.signal, make) })
  }

  /** Hands out the spare of a port; undefined where there is none, or one for other folders, which is removed. */
  async take(port: number, reach: readonly string[]): Promise<SpareNginx | undefined> {
    const laid = this.#laid.get(port)
    if (laid?.reach.join('\n') === reach.join('\n')) return this.#handOut(port)
    await this.drop(port)
    return undefined
  }

  /** Removes the spare of a port, where there is one. */
  async drop(port: number): Promise<void> {
    await (await this.#handOut(port))?.[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Array.from(this.#laid.keys(), (port) => this.drop(port)))
  }

  #handOut(port: number): Promise<SpareNginx | undefined> | undefined {
    const laid = this.#laid.get(port)
    this.#laid.delete(port)
    laid?.turn.abort()
    return laid?.spare
  }
}

async function laidUp(
  signal: AbortSignal,
  make: () => Promise<SpareNginx | undefined>,
): Promise<SpareNginx | undefined> {
  try {
    await setTimeout(LAY_UP_AFTER_MS, undefined, { signal, ref: false })
  } catch {
    return undefined
  }
  try {
    return await make()
  } catch (error) {
    console.error('there is no spare proxy:', messageOf(error))
    return undefined
  }
}
