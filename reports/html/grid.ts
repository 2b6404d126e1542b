import type { ChartFigure, ChartPanel, FigureGrid } from '../charts/contract.ts'
import { draw } from '../charts/draw.ts'
import { markOf } from '../charts/marks.ts'
import { html, Markup, proseOf } from '../markup.ts'
import { dataTable } from './dataTable.ts'
import { dataBlock } from './scripts.ts'

/** Of the content of a card, and between columns, px. */
const WIDTH = 1_122
const GAP = 18
const MOST_COLUMNS = 6
/** What the axis of time needs, px; only the last row has one. */
const AXIS = 12

/** The grids of a section, in the order of their first figures. */
export async function gridsOf(figures: readonly ChartFigure[]): Promise<Markup[]> {
  const grids = Map.groupBy(figures, ({ id, grid }) => grid?.id ?? id)
  return Promise.all([...grids.values()].map(gridOf))
}

/** Strategies once at the top, then the rows: each a title and a panel for every strategy. */
async function gridOf(rows: readonly ChartFigure[]): Promise<Markup> {
  const [first] = rows as [ChartFigure]
  const grid: FigureGrid = first.grid ?? first
  const columns = Math.min(first.panels.length, MOST_COLUMNS)
  const drawn = await Promise.all(
    rows.map((row, place) => rowOf(row, first, columns, place === rows.length - 1)),
  )
  const tables = rows.flatMap(({ panels }) =>
    panels.flatMap(({ table, strategy }) => (table ? [dataTable(table, strategy)] : [])),
  )
  return html`<figure class="figure grid at at-${first.users}" id="${grid.id}"><figcaption class="row"><b>${grid.title}</b>${grid.caption}</figcaption>
<div class="scroll" role="region" aria-label="${grid.title}: what was busy, over time" tabindex="0"><div class="inner n${columns}"><div class="panels n${columns}">${first.panels.map(nameOf)}</div>
${drawn}</div></div>
${tables.length > 0 && html`<details><summary>Show data</summary><div class="data">${tables}</div></details>`}</figure>`
}

function nameOf({ strategy, plot }: ChartPanel): Markup {
  const why =
    'layers' in plot
      ? false
      : html`<em class="${plot.verdict === 'FAILED' || plot.verdict === 'OVERLOADED' ? 'bad' : false}">${plot.verdict}</em>`
  return html`<h3 class="${strategy?.colorClass}"><span>${strategy && markOf(strategy.mark)}${strategy?.name}</span>${why}</h3>`
}

async function rowOf(row: ChartFigure, first: ChartFigure, columns: number, last: boolean): Promise<Markup> {
  const size = {
    width: Math.floor((WIDTH - GAP * (columns - 1)) / columns),
    height: row.height - (last ? 0 : AXIS),
  }
  // Why a strategy has no plots at all is said once.
  const said = (place: number) =>
    row !== first &&
    reasonOf(first.panels[place]) !== undefined &&
    reasonOf(row.panels[place]) === reasonOf(first.panels[place])
  const panels = await Promise.all(row.panels.map((panel, place) => panelOf(panel, size, !last, said(place))))
  return html`<div class="title"><b>${row.title}</b> ${row.caption}</div>
<div class="panels n${columns}">${panels}</div>`
}

async function panelOf(
  { strategy, plot, details }: ChartPanel,
  size: { readonly width: number; readonly height: number },
  unlabelled: boolean,
  said: boolean,
): Promise<Markup> {
  if (!('layers' in plot))
    return html`<div class="panel ${strategy?.colorClass}"><p class="none">${said ? '–' : proseOf(plot.reason)}</p></div>`
  const picture = new Markup(await draw(plot, size, 'only', unlabelled))
  return html`<div class="panel ${strategy?.colorClass}">${picture}${details && dataBlock('details', details)}</div>`
}

function reasonOf(panel: ChartPanel | undefined): string | undefined {
  return panel && !('layers' in panel.plot) ? panel.plot.reason : undefined
}
