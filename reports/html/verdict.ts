import type { GroupViews } from '../charts/view.ts'
import { commandOf, html, type Markup } from '../markup.ts'
import { recommendationOf } from '../missing.ts'
import type { Report } from '../model.ts'
import { circumstances, headline, lead, modelNote, runVerdict } from '../words.ts'
import { adviceLines } from './advice.ts'
import { badge } from './badge.ts'
import { glance } from './glance.ts'
import { named } from './name.ts'

/** The card that says what to do, and whether to believe it. */
export function verdictCard(report: Report, groups: readonly GroupViews[]): Markup {
  const [main] = groups
  const title = headline(report, main?.group).map((piece) =>
    typeof piece === 'string' ? piece : html`<code>${piece.name}</code>`,
  )
  const usable = main && runVerdict(report) !== 'INVALID'
  const note = modelNote(report)
  return html`<div class="card verdict" id="verdict"><div class="answer"><p class="eyebrow">${eyebrow(report, main)}</p><h1>${title}</h1>
${usable && html`<p class="lead">${named(report, lead(report, main.group))}</p>`}${note && html`<p class="model">${note}</p>`}
${adviceLines(
  report,
  groups.map(({ group }) => group),
)}
${main === undefined && html`<p class="lead">To record it: <code>${commandOf(report.run.command)}</code></p>`}</div>
${badge(report)}${groups.length > 1 && glance(report, groups)}</div>`
}

function eyebrow(report: Report, main: GroupViews | undefined): string {
  const recommends = main !== undefined && recommendationOf(report, main.group) !== null
  const empty = report.trials.length === 0
  const what = empty ? 'No answer yet' : recommends ? 'Recommendation' : 'Result'
  return `${what} for ${circumstances(report)}`
}
