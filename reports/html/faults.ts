import type { CellView, GroupViews } from '../charts/view.ts'
import { type CellFates, failures, fatesIn, faultsIn, faultWords } from '../fates.ts'
import { html, type Markup, proseOf } from '../markup.ts'
import type { Report, TrialFault } from '../model.ts'
import { duration, sentence, whole } from '../units.ts'
import { nameOf } from './name.ts'

/** "What becomes of users when parts fail?": a table of fates; nothing where the scenario has no faults. */
export function faultsSection(report: Report, groups: readonly GroupViews[]): Markup | false {
  const struck = groups.filter(({ group }) => faultsIn(report, group).length > 0)
  if (struck.length === 0) return false
  return html`<section id="faults"><h2>What becomes of users when parts fail?</h2>
<p class="prose">Each chart counts once. <b>Kept</b>: it came over the first socket. <b>Reattached</b>: the socket was lost, the user attached again. <b>Re-queried</b>: its query was started again. <b>Failed</b>: the user was told a defined error. <b>Lost</b>: neither. The last column runs from the first fault until the last chart was there.</p>
${struck.map((one) => figure(report, one))}</section>`
}

function figure(report: Report, { group, views }: GroupViews): Markup {
  const faults = faultsIn(report, group)
  const rows = fatesIn(report, group)
  return html`<div class="at at-${group.users}"><div class="card"><table class="compare fates"><thead><tr><th scope="col">${group.queryMode} queries</th><th scope="col">Kept</th><th scope="col">Re-<br>attached</th><th scope="col">Re-<br>queried</th><th scope="col">Failed</th><th scope="col">Lost</th><th scope="col">All there<br>after</th></tr></thead>
<tbody>${rows.map((row) => line(row, views))}</tbody></table></div>
<ul class="faults">${faults.map((fault) => html`<li>${faultLine(fault)}</li>`)}</ul></div>`
}

function line({ cell, fates, recoveryMs, errors }: CellFates, views: readonly CellView[]): Markup {
  const view = views.find((one) => one.cell === cell)
  const number = (label: string, count: number, bad = false) =>
    html`<td data-label="${label}" class="${count === 0 ? 'muted' : bad && 'bad'}">${whole(count)}</td>`
  const failed = failures(fates)
  return html`<tr class="${view?.colorClass}"><th scope="row"><b>${view ? nameOf(view) : cell.key.strategy}</b></th>${number('Kept', fates.kept)}${number('Reattached', fates.reattached)}${number('Re-queried', fates.requeried)}<td data-label="Failed" class="${failed === 0 && 'muted'}">${whole(failed)}${errors.map((error) => html`<small><br>${error}</small>`)}</td>${number('Lost', fates.lost, true)}<td data-label="All there after">${recoveryMs === null ? '–' : duration(recoveryMs)}</td></tr>`
}

/** When what was done, as far as the scenario says it: which process it was differs from trial to trial. */
function faultLine(fault: TrialFault): Markup {
  return proseOf(
    `After ${duration(fault.atMs)}: ${sentence(faultWords(fault)).replace(/^./, (first) => first.toLowerCase())}`,
  )
}
