import { markOf } from '../charts/marks.ts'
import type { CellView, GroupViews } from '../charts/view.ts'
import { atMost, chartsOf, figuresOf } from '../figures.ts'
import type { Group } from '../groups.ts'
import { html, type Markup } from '../markup.ts'
import type { Report } from '../model.ts'
import { counted, duration } from '../units.ts'

/** "Does the answer change with users and query mode?": one figure for each cell of the matrix. */
export function glance(report: Report, groups: readonly GroupViews[]): Markup {
  const columns = groups.toSorted(
    (a, b) => a.group.queryMode.localeCompare(b.group.queryMode) || a.group.users - b.group.users,
  )
  const valid = groups.flatMap(({ views }) => views).filter(({ cell }) => cell.verdict === 'VALID')
  // One figure for the whole table: p95 only where every cell can carry it.
  const figure = valid.every(({ shown }) => shown.ttc.p95 !== null) ? 'p95' : 'max'
  const modes = Map.groupBy(columns, ({ group }) => group.queryMode)
  return html`<div class="glance"><div><h3>${figure === 'p95' ? '95 % of users had their chart within' : 'The slowest chart arrived after'}</h3><p>Greener is closer to the best possible, orange is further away, hatched means that the strategy did not hold.</p></div>
<table><colgroup><col class="who"></colgroup><thead><tr><td></td>${[...modes].map(([mode, these]) => html`<th scope="colgroup" colspan="${these.length}">${mode} queries</th>`)}</tr><tr><td></td>${columns.map(({ group }) => html`<th scope="col">${counted(group.users, 'user')}</th>`)}</tr></thead>
<tbody>${report.strategies.map(
    (strategy, i) =>
      html`<tr class="s${i}"><th scope="row">${markOf(strategy.mark)}${strategy.name}</th>${columns.map((column) => cellOf(report, column, strategy.name, figure))}</tr>`,
  )}<tr class="best"><th scope="row">best possible</th>${columns.map(({ views }) => {
    const floorMs = views.find(({ cell }) => cell.physics)?.cell.physics?.floorMs
    return html`<td>${floorMs ? duration(floorMs[figure]) : '–'}</td>`
  })}</tr></tbody></table></div>`
}

function cellOf(report: Report, { group, views }: GroupViews, name: string, figure: 'p95' | 'max'): Markup {
  const view = views.find(({ cell }) => cell.key.strategy === name)
  if (!view) return html`<td class="none">–</td>`
  const { cell, shown } = view
  const value = shown.ttc[figure]
  const text = figuresOf(report, cell)[figure === 'p95' ? 'p95' : 'last'].text
  if (cell.verdict === 'OVERLOADED' || cell.verdict === 'FAILED') {
    const arrived = shown.trials.some((trial) => chartsOf(trial) > 0)
    const label =
      cell.verdict === 'FAILED'
        ? 'failed'
        : arrived && value !== null
          ? atMost(value, shown.timeoutMs)
          : 'no chart'
    return html`<td class="fail">${label}</td>`
  }
  if (cell.verdict !== 'VALID' || value === null)
    return html`<td class="none">${cell.verdict === 'VALID' ? text : cell.verdict.toLowerCase()}</td>`
  const use = group.comparison?.recommendation?.strategy === name
  const floorMs = cell.physics?.floorMs
  const distance = floorMs ? tint(value / floorMs[figure]) : 'd3'
  return html`<td class="${distance}${use && ' use'}">${text}${use && html`<small>use</small>`}</td>`
}

/** How many times the best possible, as one of five tints. */
function tint(ratio: number): string {
  return `d${[1.03, 1.2, 1.6, 2.5].findIndex((limit) => ratio <= limit) + 1 || 5}`
}
