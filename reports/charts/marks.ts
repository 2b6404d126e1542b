import { Markup } from '../markup.ts'
import type { Report } from '../model.ts'

type Mark = Report['strategies'][number]['mark']

// Drawn in a square of 12; filled with the colour of the strategy whose class an ancestor has.
const shapes: Record<Mark, string> = {
  circle: '<circle cx="6" cy="6" r="5.2"/>',
  triangle: '<path d="M6 .8 11.8 11.2H.2z"/>',
  square: '<rect x="1" y="1" width="10" height="10"/>',
  diamond: '<path d="M6 0l6 6-6 6-6-6z"/>',
  cross: '<path d="M4 .5h4V4h3.5v4H8v3.5H4V8H.5V4H4z"/>',
  star: '<path d="M6 .3l1.7 3.8 4.1.4-3.1 2.7.9 4.1L6 9.1l-3.6 2.2.9-4.1L.2 4.5l4.1-.4z"/>',
  plus: '<path fill-rule="evenodd" d="M6 .4a5.6 5.6 0 1 1 0 11.2A5.6 5.6 0 0 1 6 .4zM5.2 2.6v2.6H2.6v1.6h2.6v2.6h1.6V6.8h2.6V5.2H6.8V2.6z"/>',
}

/** A strategy's mark, as an ornament beside its name. */
export function markOf(mark: Mark): Markup {
  return new Markup(`<svg class="mark" viewBox="0 0 12 12" aria-hidden="true">${shapes[mark]}</svg>`)
}
