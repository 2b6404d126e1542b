import { stripVTControlCharacters } from 'node:util'
import { harmless } from './paint.ts'

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
/** What terminals give two columns: East Asian wide and full-width characters, and emoji. */
const wide =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}])/u
/** What bench itself writes: told apart quickly, since progress is measured while a trial is. */
const narrow = /^[ -~\u00a0·×–…→⊕★✓✚\u2500-\u25fc]*$/
const nothing = /^[\p{Mn}\p{Me}\p{Cf}]+$/u

/** The columns that a text takes, colours left out. What is ambiguous (the marks, say) counts one. */
export function textWidth(text: string): number {
  const plain = stripVTControlCharacters(text)
  if (narrow.test(plain)) return plain.length
  let width = 0
  for (const { segment } of graphemes.segment(plain)) width += columnsOf(segment)
  return width
}

/** The text, cut with an ellipsis where it is wider than `columns`, and harmless. For text without colours. */
export function cut(named: string, columns: number): string {
  const text = harmless(named)
  if (textWidth(text) <= columns) return text
  let kept = ''
  let width = 1
  for (const { segment } of graphemes.segment(text)) {
    width += columnsOf(segment)
    if (width > columns) break
    kept += segment
  }
  return columns < 1 ? '' : `${kept}…`
}

/** The text with spaces after it, as wide as `columns`. */
export function padRight(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - textWidth(text)))
}

/** The text with spaces before it, as wide as `columns`. */
export function padLeft(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - textWidth(text))) + text
}

function columnsOf(segment: string): number {
  return nothing.test(segment) ? 0 : wide.test(segment) ? 2 : 1
}
