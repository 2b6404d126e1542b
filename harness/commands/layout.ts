/** A name with what is said about it, one text a line. */
export interface Entry {
  readonly name: string
  readonly lines: readonly string[]
}

const WIDEST = 100

/**
 * A heading, and below it every name with its texts beside it, broken at spaces so that nothing is wider than
 * the terminal. A word that is longer than its line is left whole. `apart`: with a blank line between entries.
 */
export function section(
  heading: string,
  entries: readonly Entry[],
  columns: number,
  { apart = false }: { apart?: boolean } = {},
): string {
  const margin = Math.max(...entries.map(({ name }) => name.length)) + 4
  const width = Math.max(20, Math.min(columns, WIDEST) - margin)
  const lines = entries.flatMap(({ name, lines: texts }) => {
    const [first = '', ...rest] = texts.flatMap((text) => wrap(text, width))
    return [
      ...(apart ? [''] : []),
      `  ${name.padEnd(margin - 2)}${first}`,
      ...rest.map((line) => ' '.repeat(margin) + line),
    ]
  })
  return `${[heading, ...lines].map((line) => line.trimEnd()).join('\n')}\n`
}

/** The columns that output may take: those of the terminal; where there is none COLUMNS says, or it is 80. */
export function outputColumns(): number {
  return process.stdout.columns || Number(process.env.COLUMNS) || 80
}

/** A text as lines no wider than `width`, broken at spaces; a longer word is left whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/[ \t\n]+/)) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}
