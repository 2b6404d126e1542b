import { textWidth } from '../../../reports/terminal/width.ts'
import type { ProgressStream } from './contract.ts'
import type { Size } from './layout.ts'

const HIDE_CURSOR = '\u001b[?25l'
const SHOW_CURSOR = '\u001b[?25h'
/** What is wider than the terminal, by a mark that takes two columns there, is cut by it and not wrapped. */
const WRAP_OFF = '\u001b[?7l'
const WRAP_ON = '\u001b[?7h'
const CLEAR_LINE_END = '\u001b[K'
const CLEAR_BELOW = '\u001b[J'

/**
 * Lines at the bottom of a terminal that are redrawn in place. While it stands, what others write to the stream
 * goes above it. It knows nothing of what a terminal has scrolled away: the lines must fit its height.
 */
export class LiveBlock {
  readonly #stream: ProgressStream
  readonly #write: ProgressStream['write']
  readonly #ownWrite: boolean
  #drawn: readonly string[] = []
  #columns = 0
  #ended = false

  constructor(stream: ProgressStream) {
    this.#stream = stream
    this.#ownWrite = Object.hasOwn(stream, 'write')
    this.#write = stream.write
    stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
      const lines = this.#drawn
      this.erase()
      const written = Reflect.apply(this.#write, stream, [chunk, ...rest]) as boolean
      // The rest of a line that was begun would be overwritten.
      if (!String(chunk).endsWith('\n')) this.#send('\n')
      this.draw(lines)
      return written
    }) as ProgressStream['write']
    process.on('exit', this.end)
  }

  get size(): Size {
    return { columns: this.#stream.columns || 80, rows: this.#stream.rows || 24 }
  }

  /** Shows these lines instead of those before. */
  draw(lines: readonly string[]): void {
    if (this.#ended || lines.length === 0) return
    const { columns } = this.size
    const same = columns === this.#columns && lines.join('\n') === this.#drawn.join('\n')
    if (same) return
    const start = this.#toStart()
    // In another width the terminal has wrapped lines anew: nothing of them can be written over in place.
    const clean = columns === this.#columns ? '' : CLEAR_BELOW
    const body = lines.map((line) => line + CLEAR_LINE_END).join('\r\n')
    this.#drawn = lines
    this.#columns = columns
    this.#send(`${HIDE_CURSOR}${WRAP_OFF}${start}${clean}${body}${CLEAR_BELOW}${WRAP_ON}`)
  }

  /** Takes the lines away; what is written next stands in their place. */
  erase(): void {
    if (this.#drawn.length > 0) this.#send(`${this.#toStart()}${CLEAR_BELOW}`)
    this.#drawn = []
  }

  /** Takes the lines away, shows the cursor and lets others write as before. Idempotent. */
  readonly end = (): void => {
    if (this.#ended) return
    this.#ended = true
    process.off('exit', this.end)
    // Also what the terminal shows of a key, such as ^C.
    this.#send(`${this.#toStart()}${CLEAR_BELOW}${SHOW_CURSOR}`)
    this.#drawn = []
    if (this.#ownWrite) this.#stream.write = this.#write
    else Reflect.deleteProperty(this.#stream, 'write')
  }

  /** From the end of the last line, where the cursor is, to the beginning of the first. */
  #toStart(): string {
    const { columns } = this.size
    const rows = this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / columns)), 0)
    return rows > 1 ? `\r\u001b[${rows - 1}A` : '\r'
  }

  #send(text: string): void {
    Reflect.apply(this.#write, this.#stream, [text])
  }
}
