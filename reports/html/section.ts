import type { ChartFigure, ChartPanel, ChartSection, DataTable, KeyEntry, Plot } from '../charts/contract.ts'
import { draw } from '../charts/draw.ts'
import { markOf } from '../charts/marks.ts'
import { html, Markup, proseOf } from '../markup.ts'

/** The widths of a picture, px: where the figure has the page's width, and on a narrow screen. */
const WIDE = { rows: 1_122, pair: 527 } as const
const SLIM = { one: 328, several: 158 } as const
const GAP = 18
const MOST_COLUMNS = 5

/** A section of charts, drawn. */
export async function chartSection(section: ChartSection): Promise<Markup> {
  const { id, question, answer, layout, key, figures } = section
  const cards = await Promise.all(figures.map((figure) => figureOf(figure, layout)))
  return html`<section id="${id}"><h2>${question}</h2><p class="prose">${proseOf(answer)}</p>
${layout === 'pair' ? html`<div class="pair">${cards.map((card) => html`<div class="card">${card}</div>`)}</div>` : html`<div class="card">${key && html`<p class="key">${key.map(keyEntry)}</p>`}${cards}</div>`}</section>`
}

function keyEntry({ color, label, as }: KeyEntry): Markup {
  const box = { box: [0, 0, 16, 10], bar: [0, 4, 16, 2], tick: [7, 0, 2.5, 10] }[as]
  const [x, y, width, height] = box as [number, number, number, number]
  return html`<span><svg viewBox="0 0 16 10" aria-hidden="true"><rect fill="var(${color})" x="${x}" y="${y}" width="${width}" height="${height}" rx="1"/></svg>${label}</span>`
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
  const { strategy, note, plot } = panel
  const head =
    strategy &&
    html`<h4><span>${markOf(strategy.mark)}${strategy.name}</span><em class="${note?.bad && 'bad'}">${note?.text}</em></h4>`
  return html`<div class="panel ${strategy?.colorClass}">${head}
${'layers' in plot ? await pictures(plot, figure.height, columns, whole) : html`<div class="why"><b>${plot.verdict}</b>${proseOf(plot.reason)}</div>`}</div>`
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

function dataTable({ caption, head, rows }: DataTable, strategy: ChartPanel['strategy']): Markup {
  return html`<table class="${strategy?.colorClass}"><caption>${strategy && markOf(strategy.mark)}${caption}</caption><thead><tr>${head.map((text) => html`<th>${text}</th>`)}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${row.map((value) => html`<td>${value}</td>`)}</tr>`,
  )}</tbody></table>`
}
