import { markOf } from '../charts/marks.ts'
import type { CellView } from '../charts/view.ts'
import { html, type Markup, proseOf } from '../markup.ts'
import type { Report } from '../model.ts'

/** A strategy's mark and name. */
export function nameOf({ strategy }: Pick<CellView, 'strategy'>): Markup {
  return html`${markOf(strategy.mark)}${strategy.name}`
}

/** Prose in which the names of strategies are set off. */
export function named({ strategies }: Report, text: string): Markup {
  const names = strategies
    .map(({ name }) => name.replace(/[^\w-]/g, '\\$&'))
    .sort((a, b) => b.length - a.length)
  if (names.length === 0) return proseOf(text)
  const pieces = text.split(new RegExp(`(?<![\\w-])(${names.join('|')})(?![\\w-])`))
  return html`${pieces.map((piece, i) => (i % 2 === 1 ? html`<b>${piece}</b>` : proseOf(piece)))}`
}
