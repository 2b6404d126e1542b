import type { Report, Verdict } from '../model.ts'

type Mark = Report['strategies'][number]['mark']

/** How text is coloured, or not. */
export interface Paint {
  bold(text: string): string
  dim(text: string): string
  bad(text: string): string
  mark(mark: Mark, text: string): string
  verdict(verdict: Verdict, text: string): string
  /** By how near a time is to the best possible, from 1 down. */
  heat(share: number, text: string): string
}

/** The signs of look and accessibility: a strategy is known by its mark where there is no colour. */
export const marks: Record<Mark, string> = {
  circle: '●',
  triangle: '▲',
  square: '■',
  diamond: '◆',
  cross: '✚',
  star: '★',
  plus: '⊕',
}

// Colours of the 256-colour palette that can be read on a light and on a dark ground.
const markColors: Record<Mark, string> = {
  circle: '38;5;33',
  triangle: '38;5;166',
  square: '38;5;36',
  diamond: '38;5;133',
  cross: '38;5;136',
  star: '38;5;245',
  plus: '38;5;245',
}

const verdictColors: Record<Verdict, string> = {
  VALID: '32',
  INVALID: '33',
  OVERLOADED: '31',
  FAILED: '1;31',
  SKIPPED: '2',
  INTERRUPTED: '33',
}

/** Paints with ANSI sequences, or leaves every text as it is. */
export function paintWith(color: boolean): Paint {
  const sgr = (code: string, text: string) =>
    color && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text
  return {
    bold: (text) => sgr('1', text),
    dim: (text) => sgr('2', text),
    bad: (text) => sgr('31', text),
    mark: (mark, text) => sgr(markColors[mark], text),
    verdict: (verdict, text) => sgr(verdictColors[verdict], text),
    heat: (share, text) => sgr(share >= 0.95 ? '32' : share >= 0.5 ? '33' : '31', text),
  }
}

/** Text of others (a server's error, say) without what would steer the terminal. */
export function harmless(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be removed
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
}
