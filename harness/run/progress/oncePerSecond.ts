const SECOND_MS = 1_000
const BETWEEN = ' | '

/**
 * Lets a line through at most once a second. What comes sooner waits, and is then told in one line, in the order in
 * which it came. `pass` is to be called now and then, `end` at the end: after it nobody would tell what waits.
 */
export class OncePerSecond {
  readonly #write: (line: string) => void
  readonly #nowMs: () => number
  #waiting: string[] = []
  #saidMs = Number.NEGATIVE_INFINITY
  #ended = false

  constructor(write: (line: string) => void, nowMs: () => number) {
    this.#write = write
    this.#nowMs = nowMs
  }

  /** Whether a line would be told at once. */
  get free(): boolean {
    return this.#waiting.length === 0 && this.#isOver()
  }

  /** Tells a line, as soon as it may be. */
  say(line: string): void {
    this.#waiting.push(line)
    this.pass()
  }

  /** Tells what waits and then this line, as it is and at once: what is no progress must not be held back. */
  tell(line: string): void {
    this.#flush()
    this.#write(line)
  }

  /** Tells what waits, where the second is over. */
  pass(): void {
    if (this.#ended || this.#isOver()) this.#flush()
  }

  /** Tells what waits, in one line, and from now on everything at once. Idempotent. */
  end(): void {
    this.#ended = true
    this.#flush()
  }

  #isOver(): boolean {
    return this.#nowMs() - this.#saidMs >= SECOND_MS
  }

  #flush(): void {
    if (this.#waiting.length === 0) return
    this.#write(this.#waiting.join(BETWEEN))
    this.#waiting = []
    this.#saidMs = this.#nowMs()
  }
}
