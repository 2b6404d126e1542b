import type { Paint } from './paint.ts'
import { wrap } from './wrap.ts'

/** Where texts begin that have a label beside them. */
const LABEL = 13

/** A text beside its label, broken at spaces: nothing where there is no text. */
export function labelled(label: string, text: string, columns: number, paint: Paint): string[] {
  if (text === '') return []
  return wrap(text, columns - LABEL).map(
    (line, index) => paint.dim((index === 0 ? label : '').padEnd(LABEL)) + line,
  )
}
