/**
 * Calls `act` some time after a change, and not too often: changes that come meanwhile wait for the next time.
 */
export class Rhythm {
  readonly #act: () => void
  readonly #afterMs: number
  readonly #everyMs: number
  #timer: NodeJS.Timeout | undefined
  #actedMs = Number.NEGATIVE_INFINITY

  constructor(options: { act: () => void; afterMs: number; everyMs: number }) {
    this.#act = options.act
    this.#afterMs = options.afterMs
    this.#everyMs = options.everyMs
  }

  changed(): void {
    if (this.#timer !== undefined) return
    const untilNextMs = this.#actedMs + this.#everyMs - performance.now()
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        this.#actedMs = performance.now()
        this.#act()
      },
      Math.max(this.#afterMs, untilNextMs),
    )
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
