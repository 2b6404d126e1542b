import { markOf } from '../charts/marks.ts'
import type { CellView } from '../charts/view.ts'
import { html, type Markup } from '../markup.ts'

/** A strategy's mark and name. */
export function nameOf({ strategy }: Pick<CellView, 'strategy'>): Markup {
  return html`${markOf(strategy.mark)}${strategy.name}`
}
