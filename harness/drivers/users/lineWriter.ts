/** Events wait at most this long for others, so that many share one write. */
const GATHER_MS = 20

/** Writes objects as JSON lines, many in one call of `write`. */
export class LineWriter {
  readonly #write: (text: string) => void
  #text = ''
  #timer: NodeJS.Timeout | undefined

  constructor(write: (text: string) => void) {
    this.#write = write
  }

  /** Takes it as it is now; it is written within 20 ms, in the order of the calls. */
  line(value: object): void {
    this.#text += `${JSON.stringify(value)}\n`
    this.#timer ??= setTimeout(() => this.flush(), GATHER_MS)
  }

  /** Writes what has gathered, at once. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const text = this.#text
    this.#text = ''
    if (text) this.#write(text)
  }
}
