/** As much of a terminal as progress needs: what stands where after text and control sequences were written. */
export class Screen {
  columns: number
  rows: number
  cursorShown = true
  wraps = true
  #lines: string[][] = [[]]
  #row = 0
  #column = 0

  constructor(columns: number, rows: number) {
    this.columns = columns
    this.rows = rows
  }

  /** What is to be seen and what was scrolled away, without the empty lines at the end. */
  get lines(): string[] {
    const lines = this.#lines.map((line) =>
      Array.from(line, (character) => character ?? ' ')
        .join('')
        .trimEnd(),
    )
    while (lines.at(-1) === '') lines.pop()
    return lines
  }

  write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a terminal obeys
    for (const [piece] of text.matchAll(/\u001b\[[?\d;]*[a-zA-Z]|[\s\S]/gu)) {
      if (piece.startsWith('\u001b')) this.#obey(piece.slice(2, -1), piece.at(-1)!)
      else if (piece === '\r') this.#column = 0
      else if (piece === '\n') this.#down()
      else this.#put(piece)
    }
  }

  #put(character: string): void {
    if (this.#column >= this.columns) {
      if (this.wraps) {
        this.#down()
        this.#column = 0
      } else this.#column = this.columns - 1
    }
    this.#lines[this.#row]![this.#column++] = character
  }

  /** A line feed; the terminal driver makes CR LF of what programs write. */
  #down(): void {
    this.#row++
    this.#column = 0
    this.#lines[this.#row] ??= []
  }

  #obey(argument: string, command: string): void {
    const line = this.#lines[this.#row]!
    if (command === 'A') {
      // The cursor stops at the top of what is to be seen.
      const top = Math.max(0, this.#lines.length - this.rows)
      this.#row = Math.max(top, this.#row - Number(argument || 1))
    } else if (command === 'K') line.length = Math.min(line.length, this.#column)
    else if (command === 'J') {
      line.length = Math.min(line.length, this.#column)
      this.#lines.length = this.#row + 1
    } else if (argument === '?25') this.cursorShown = command === 'h'
    else if (argument === '?7') this.wraps = command === 'h'
    else if (command !== 'm') throw new Error(`not known to this screen: ${argument}${command}`)
  }
}
