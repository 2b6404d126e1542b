/** A name with what is said about it, one text a line. */
export interface Entry {
  readonly name: string
  readonly lines: readonly string[]
}

const WIDEST = 100

/**
 * A heading, and below it every name with its texts beside it, broken at spaces so that nothing is wider than
 * the terminal. A word that is longer than its line is left whole.
 */
export function section(heading: string, entries: readonly Entry[], columns: number): string {
  const margin = Math.max(...entries.map(({ name }) => name.length)) + 4
  const width = Math.max(20, Math.min(columns, WIDEST) - margin)
  const lines = entries.flatMap(({ name, lines: texts }) => {
    const [first = '', ...rest] = texts.flatMap((text) => wrap(text, width))
    return [`  ${name.padEnd(margin - 2)}${first}`, ...rest.map((line) => ' '.repeat(margin) + line)]
  })
  return `${[heading, ...lines].map((line) => line.trimEnd()).join('\n')}\n`
}

/** The columns that output may take: those of the terminal, and 80 where there is none. */
export function outputColumns(): number {
  return process.stdout.columns || 80
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}
