import { escapeXml } from '../xml.ts'

/** How a line of text is set. */
export interface TextStyle {
  readonly size: number
  readonly weight?: number
  readonly fill: string
  readonly anchor?: 'start' | 'end'
}

/**
 * The width of a text, px, as far as it can be told without the font: letters of sans-serif faces are about half
 * as wide as high, and a little wider when bold.
 */
export function widthOf(text: string, { size, weight = 400 }: TextStyle): number {
  let width = 0
  for (const letter of text)
    width += /[MWmw%@]/.test(letter) ? 0.86 : /[ijl.,:;'|!()\s]/.test(letter) ? 0.31 : 0.55
  return width * size * (weight > 500 ? 1.06 : 1)
}

/** A text in lines that are not wider than `width`, at most `most` of them; what is left out becomes an ellipsis. */
export function linesOf(
  text: string,
  style: TextStyle,
  width: number,
  most = Number.POSITIVE_INFINITY,
): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/[ \n]+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && widthOf(longer, style) > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  if (line !== '') lines.push(line)
  const kept = lines.slice(0, most)
  if (lines.length > most) kept[most - 1] += ' …'
  return kept.map((one) => shortened(one, style, width))
}

/** A text cut to a width. */
export function shortened(text: string, style: TextStyle, width: number): string {
  if (widthOf(text, style) <= width) return text
  const letters = [...text]
  while (letters.length > 1 && widthOf(`${letters.join('')}…`, style) > width) letters.pop()
  return `${letters.join('')}…`
}

/** One line of text; `y` is its base line. */
export function textAt(x: number, y: number, text: string, style: TextStyle): string {
  const { size, weight, fill, anchor } = style
  const more = `${weight ? ` font-weight="${weight}"` : ''}${anchor === 'end' ? ' text-anchor="end"' : ''}`
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}"${more}>${escapeXml(text)}</text>`
}
