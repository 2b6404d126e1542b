/** Who has served for so long is not about to end again. */
const STEADY_MS = 10_000
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 10_000

/**
 * How long to wait before one of a line is started again: not at all after one that has served for a while, or
 * for the first that has not; from then on half a second, and each time twice as long, to ten seconds.
 */
export class Backoff {
  readonly #steadyMs: number
  #quickEnds = 0

  constructor(steadyMs: number = STEADY_MS) {
    this.#steadyMs = steadyMs
  }

  /** The next pause, in ms, after one that has served for `livedMs`; 0: it did not even start. */
  next(livedMs: number): number {
    if (livedMs >= this.#steadyMs) this.#quickEnds = 0
    const before = this.#quickEnds++
    return before === 0 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** (before - 1), LONGEST_PAUSE_MS)
  }
}
