import { harmless } from './paint.ts'

const WIDEST_TEXT = 100

/** Breaks text at spaces; a word that is longer than a line is left whole. No-break spaces become spaces last. */
export function wrap(text: string, columns: number): string[] {
  const width = Math.min(columns, WIDEST_TEXT)
  const lines: string[] = []
  for (const word of harmless(text).split(/ +/)) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + word.length < width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines.map((line) => line.replaceAll('\u00a0', ' '))
}
