import type { CellView, GroupViews } from '../charts/view.ts'
import { html, type Markup, proseOf } from '../markup.ts'
import type { Report } from '../model.ts'
import { expressionsOf, isJudged, type Objective, summaryOf } from '../objectives.ts'
import { counted, sentence } from '../units.ts'
import { nameOf } from './name.ts'

const signs = { met: ['✓', 'valid'], missed: ['!', 'overloaded'], 'n too small': ['–', 'skipped'] } as const

/** "Which objectives were met?": a row for each strategy, a column for each objective; nothing without objectives. */
export function objectivesSection(
  report: Report,
  groups: readonly GroupViews[],
  userCounts: readonly number[],
): Markup | false {
  const expressions = expressionsOf(report)
  if (expressions.length === 0) return false
  const most = groups.filter(({ group }) => group.users === userCounts.at(-1))
  return html`<section id="objectives"><h2>Which objectives were met?</h2><p class="prose">${most.flatMap(({ group }) => summaryOf(group).map((text) => html`${most.length > 1 && `With ${group.queryMode} queries `}${proseOf(text)} `))}An objective on a percentile is met or missed when the 95 % bound of its share says so, else n is too small.</p>
${userCounts.map((users) => {
  const these = groups.filter(({ group }) => group.users === users)
  return html`<div class="at at-${users}"><div class="card"><table class="compare slo"><caption class="hidden">Objectives with ${users} users</caption><thead><tr><th scope="col">Strategy</th>${expressions.map((expression) => html`<th scope="col"><code>${expression}</code></th>`)}</tr></thead>
${these.map((one) => body(one, expressions))}</table></div></div>`
})}</section>`
}

function body({ group, views }: GroupViews, expressions: readonly string[]): Markup {
  return html`<tbody><tr class="mode"><th scope="rowgroup" colspan="${expressions.length + 1}">${group.queryMode} queries<span class="onpaper">, ${counted(group.users, 'user')}</span></th></tr>${views.map(
    (view) =>
      html`<tr class="${view.colorClass}"><th scope="row"><b>${nameOf(view)}</b></th>${isJudged(view.cell) ? expressions.map((expression) => judgement(view, expression)) : html`<td class="note" colspan="${expressions.length}">Not judged: ${view.cell.verdict}. ${proseOf(sentence(view.cell.reasons[0] ?? ''))}</td>`}</tr>`,
  )}</tbody>`
}

function judgement({ cell }: CellView, expression: string): Markup {
  const one = cell.objectives.find((objective) => objective.expression === expression)
  if (!one) return html`<td data-label="${expression}">–</td>`
  const [sign, kind] = signs[one.result]
  return html`<td data-label="${expression}"><span class="pill p-${kind}">${sign} ${one.result}</span> <span class="figure-of">${measuredText(one)}</span></td>`
}

function measuredText({ value }: Objective): string {
  return value.replaceAll(/(\d) (?=[a-zA-Z%])/g, '$1\u00a0')
}
