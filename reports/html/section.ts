import type { ChartFigure, ChartPanel, ChartSection, KeyEntry, Plot } from '../charts/contract.ts'
import { draw } from '../charts/draw.ts'
import { keyShapes } from '../charts/keyShapes.ts'
import { markOf } from '../charts/marks.ts'
import { html, Markup, proseOf } from '../markup.ts'
import { dataTable } from './dataTable.ts'
import { gridsOf } from './grid.ts'
import { dataBlock } from './scripts.ts'

/** The widths of a picture, px: where the figure has the page's width, and on a narrow screen. */
const WIDE = { rows: 1_122, pair: 527 } as const
const SLIM = { one: 328, several: 158 } as const
const GAP = 18
const MOST_COLUMNS = 5

/** A section of charts, drawn. */
export async function chartSection(section: ChartSection): Promise<Markup> {
  const { id, question, answer, key, figures } = section
  // A pair of which a page shows only one takes the whole width.
  const counts = new Set(figures.map(({ users }) => users))
  const layout = section.layout === 'pair' && counts.size === figures.length ? 'rows' : section.layout
  const cards =
    layout === 'grid'
      ? await gridsOf(figures)
      : await Promise.all(figures.map((figure) => figureOf(figure, layout)))
  return html`<section id="${id}"><h2>${question}</h2><p class="prose">${proseOf(answer)}</p>
${layout === 'pair' ? html`<div class="pair">${cards.map((card, i) => html`<div class="card at at-${figures[i]?.users}">${card}</div>`)}</div>` : html`<div class="card">${key && html`<p class="key">${key.map(keyEntry)}</p>`}${cards}</div>`}</section>`
}

function keyEntry({ color, label, as }: KeyEntry): Markup {
  return html`<span><svg viewBox="0 0 16 10" aria-hidden="true"><path fill="var(${color})" d="${keyShapes[as]}"/></svg>${label}</span>`
}

async function figureOf(figure: ChartFigure, layout: ChartSection['layout']): Promise<Markup> {
  const columns = layout === 'pair' ? 1 : Math.min(figure.panels.length, MOST_COLUMNS)
  const panels = await Promise.all(
    figure.panels.map((panel) => panelOf(panel, figure, columns, layout === 'pair' ? WIDE.pair : WIDE.rows)),
  )
  const tables = figure.panels.flatMap(({ table, strategy }) => (table ? [dataTable(table, strategy)] : []))
  const odd = figure.panels.length > 1 && figure.panels.length % 2 === 1
  return html`<figure class="figure at at-${figure.users}" id="${figure.id}"><figcaption class="row"><b>${figure.title}</b>${figure.caption}</figcaption>
<div class="panels n${columns}">${panels}${odd && figure.howTo && html`<p class="how">${figure.howTo}</p>`}</div>
${tables.length > 0 && html`<details><summary>Show data</summary><div class="data">${tables}</div></details>`}</figure>`
}

async function panelOf(
  panel: ChartPanel,
  figure: ChartFigure,
  columns: number,
  whole: number,
): Promise<Markup> {
  const { strategy, note, plot, details } = panel
  const head =
    strategy &&
    html`<h4><span>${markOf(strategy.mark)}${strategy.name}</span><em class="${note?.bad && 'bad'}">${note?.text}</em></h4>`
  return html`<div class="panel ${strategy?.colorClass}">${head}
${'layers' in plot ? html`<div class="plots">${await pictures(plot, figure.height, columns, whole)}</div>${details && dataBlock('details', details)}` : html`<div class="why"><b>${plot.verdict}</b>${proseOf(plot.reason)}</div>`}</div>`
}

/** Twice: for wide screens, where `columns` panels stand side by side, and for narrow ones. */
async function pictures(plot: Plot, height: number, columns: number, whole: number): Promise<Markup> {
  const wide = Math.floor((whole - GAP * (columns - 1)) / columns)
  const [one, other] = await Promise.all([
    draw(plot, { width: wide, height }, 'wide'),
    draw(
      plot,
      columns === 1 ? { width: SLIM.one, height } : { width: SLIM.several, height: Math.min(height, 220) },
      'slim',
    ),
  ])
  return new Markup(one + other)
}
