import { setTimeout } from 'node:timers/promises'
import { messageOf } from '../errors.ts'
import type { SpareNginx } from '../services/contract.ts'

/** Who starts, and the users who all come back at once when a proxy is there again, go first. */
const LAY_UP_AFTER_MS = 1_000

interface Laid {
  readonly port: number
  readonly reach: readonly string[]
  /** Ends the waiting for its turn. */
  readonly turn: AbortController
  readonly spare: Promise<SpareNginx | undefined>
}

/** The spares of the proxies of a target. Disposal removes them. */
export class SpareProxies implements AsyncDisposable {
  readonly #laid = new Set<Laid>()
  readonly #signal: AbortSignal

  /** `signal`: the target's; what fails for its sake is not told. */
  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  /**
   * Has `make` called in a second, for the next start on a port with the same folders. Where it fails that start has
   * to do without. Disposal removes this spare, unless it has been taken.
   */
  layUp(
    port: number,
    reach: readonly string[],
    make: () => Promise<SpareNginx | undefined>,
  ): AsyncDisposable {
    const turn = new AbortController()
    const laid = { port, reach, turn, spare: laidUp(turn.signal, this.#signal, make) }
    this.#laid.add(laid)
    return { [Symbol.asyncDispose]: () => this.#drop(laid) }
  }

  /** Hands out the spare of a port; undefined where there is none, or one for other folders, which is removed. */
  async take(port: number, reach: readonly string[]): Promise<SpareNginx | undefined> {
    const laid = [...this.#laid].find((one) => one.port === port)
    if (!laid) return undefined
    if (laid.reach.join('\n') === reach.join('\n')) return this.#handOut(laid)
    await this.#drop(laid)
    return undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Array.from(this.#laid, (laid) => this.#drop(laid)))
  }

  async #drop(laid: Laid): Promise<void> {
    await (await this.#handOut(laid))?.[Symbol.asyncDispose]()
  }

  /** Once: whoever comes later gets none. */
  #handOut(laid: Laid): Promise<SpareNginx | undefined> | undefined {
    if (!this.#laid.delete(laid)) return undefined
    laid.turn.abort()
    return laid.spare
  }
}

async function laidUp(
  turn: AbortSignal,
  signal: AbortSignal,
  make: () => Promise<SpareNginx | undefined>,
): Promise<SpareNginx | undefined> {
  try {
    await setTimeout(LAY_UP_AFTER_MS, undefined, { signal: AbortSignal.any([turn, signal]), ref: false })
  } catch {
    return undefined
  }
  try {
    return await make()
  } catch (error) {
    if (!signal.aborted) console.error('there is no spare proxy:', messageOf(error))
    return undefined
  }
}
