import { markOf } from '../charts/marks.ts'
import { type CellView, countedAs, type GroupViews } from '../charts/view.ts'
import { atMost, chartsOf, figuresOf, tooSmall } from '../figures.ts'
import type { Group } from '../groups.ts'
import { type KeyFigure, keyFigureOf } from '../keyFigure.ts'
import { html, type Markup } from '../markup.ts'
import { isMissing, recommendationOf } from '../missing.ts'
import type { Report } from '../model.ts'
import { counted, duration } from '../units.ts'

/** More columns than these do not fit beside each other: the query modes then stand one below the other. */
const MOST_COLUMNS = 8

/** "Does the answer change with users and query mode?": one figure for each cell of the matrix. */
export function glance(report: Report, groups: readonly GroupViews[]): Markup {
  const columns = groups.toSorted((a, b) => a.group.users - b.group.users)
  const modes = [...Map.groupBy(columns, ({ group }) => group.queryMode)].sort(([a], [b]) =>
    a.localeCompare(b),
  )
  const cells = groups.flatMap(({ views }) => views)
  const figure = keyFigureOf(
    report,
    cells.map(({ cell }) => cell),
  )
  const ties = groups.some(({ group }) => recommendationOf(report, group)?.ties?.length)
  const failing = cells.some(({ cell }) => cell.verdict === 'OVERLOADED' || cell.verdict === 'FAILED')
  const key = [
    'Greener is closer to the best possible, orange is further away',
    ...(failing ? ['hatched means that the strategy did not hold'] : []),
    ...(ties ? ['“or” means that this run cannot tell it from the one to use'] : []),
  ]
  return html`<div class="glance"><div><h2>${title(figure, groups)}</h2><p>${key.join(', ')}.</p></div>
<div class="modes${groups.length > MOST_COLUMNS && ' stacked'}">${modes.map(([, these]) => modeTable(report, these, figure))}</div></div>`
}

function title(figure: KeyFigure, groups: readonly GroupViews[]): string {
  if (figure === 'max') return 'The slowest chart arrived after'
  const whose = groups.every((group) => countedAs(group) === 'user')
    ? 'users had their chart'
    : 'charts arrived'
  return `95 % of ${whose} within`
}

/** The cells of one query mode. Beside another, its names are those of the first. */
function modeTable(report: Report, columns: readonly GroupViews[], figure: KeyFigure): Markup {
  const { queryMode } = columns[0]!.group
  return html`<table class="c${Math.min(columns.length, 6)}"><thead><tr><td></td><th scope="colgroup" colspan="${columns.length}">${queryMode} queries</th></tr><tr><td></td>${columns.map(({ group }) => html`<th scope="col">${counted(group.users, 'user')}</th>`)}</tr></thead>
<tbody>${report.strategies.map(
    (strategy, i) =>
      html`<tr class="s${i}"><th scope="row">${markOf(strategy.mark)}${strategy.name}</th>${columns.map((column) => cellOf(report, column, strategy.name, figure))}</tr>`,
  )}<tr class="best"><th scope="row">best possible</th>${columns.map((column) => html`<td>${bestPossible(column, figure)}</td>`)}</tr></tbody></table>`
}

function bestPossible({ views }: GroupViews, figure: KeyFigure): string {
  const floorMs = views.find(({ cell }) => cell.physics)?.cell.physics?.floorMs
  return floorMs ? duration(floorMs[figure]) : '–'
}

function cellOf(report: Report, { group, views }: GroupViews, name: string, figure: KeyFigure): Markup {
  const view = views.find(({ cell }) => cell.key.strategy === name)
  if (!view) return html`<td class="none">–</td>`
  const { cell, shown } = view
  if (cell.verdict === 'OVERLOADED' || cell.verdict === 'FAILED')
    return html`<td class="fail">${failing(view, figure)}</td>`
  const value = shown.ttc[figure]
  const text = figuresOf(report, cell)[figure === 'p95' ? 'p95' : 'last'].text
  if (cell.verdict !== 'VALID') return html`<td class="none">${absent(view)}</td>`
  if (value === null) return html`<td class="none">${text}</td>`
  const floorMs = cell.physics?.floorMs
  const distance = floorMs ? tint(value / floorMs[figure]) : 'd3'
  const word = recommendedAs(report, group, name)
  return html`<td class="${distance} ${word}">${text}${word && html`<small>${word}</small>`}</td>`
}

/** What stands where a strategy did not hold. */
function failing({ cell, shown }: CellView, figure: KeyFigure): string {
  const value = shown.ttc[figure]
  if (cell.verdict === 'FAILED') return 'failed'
  const arrived = shown.trials.some((trial) => chartsOf(trial) > 0)
  if (!arrived) return 'no chart'
  return value === null ? tooSmall(shown.ttc) : atMost(value, shown.timeoutMs)
}

function absent({ cell }: CellView): string {
  return isMissing(cell) && cell.trials.length === 0 ? 'not played' : cell.verdict.toLowerCase()
}

function recommendedAs(report: Report, group: Group, name: string): 'use' | 'or' | '' {
  const { strategy, ties = [] } = recommendationOf(report, group) ?? {}
  if (strategy === name) return 'use'
  return ties.includes(name) ? 'or' : ''
}

/** How many times the best possible, as one of five tints. */
function tint(ratio: number): string {
  return `d${[1.03, 1.2, 1.6, 2.5].findIndex((limit) => ratio <= limit) + 1 || 5}`
}
