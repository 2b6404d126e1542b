import type { ChartPanel, DataTable } from '../charts/contract.ts'
import { markOf } from '../charts/marks.ts'
import { html, type Markup } from '../markup.ts'

/** The data behind a panel, under the mark of its strategy. */
export function dataTable({ caption, head, rows }: DataTable, strategy: ChartPanel['strategy']): Markup {
  return html`<table class="${strategy?.colorClass}"><caption>${strategy && markOf(strategy.mark)}${caption}</caption><thead><tr>${head.map((text) => html`<th>${text}</th>`)}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${row.map((value) => html`<td>${value}</td>`)}</tr>`,
  )}</tbody></table>`
}
