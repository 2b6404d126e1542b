import { timeAxis } from '../charts/axis.ts'
import { spread } from '../charts/findings.ts'
import type { CellView, GroupViews } from '../charts/view.ts'
import { type Figure, type Figures, figuresOf } from '../figures.ts'
import { html, type Markup, proseOf } from '../markup.ts'
import type { Report } from '../model.ts'
import { counted, sentence } from '../units.ts'
import { modelNote, shortfall, trialsOf } from '../words.ts'
import { nameOf } from './name.ts'
import { verdictSigns } from './signs.ts'
import { strip, stripAxis } from './strip.ts'

const columns = [
  ['p50', 'p50'],
  ['p95', 'p95'],
  ['last', 'slowest'],
  ['efficiency', 'Efficiency'],
  ['queries', 'Qry / charts'],
  ['cpu', 'CPU / chart'],
  ['memory', 'Mem / user'],
  ['misroutes', 'Misroutes'],
] as const satisfies readonly (readonly [keyof Figures, string])[]

/** "How do the strategies compare?": a row per strategy, grouped by query mode. */
export function comparisonSection(
  report: Report,
  groups: readonly GroupViews[],
  userCounts: readonly number[],
): Markup {
  const most = userCounts.at(-1)
  const facts = groups.filter(({ group }) => group.users === most).map(spread)
  return html`<section id="comparison"><div class="head"><div><h2>How do the strategies compare?</h2><p class="prose">${facts.join(' ')}</p></div>${userSwitch(userCounts)}</div>
${userCounts.map((users) => {
  const these = groups.filter(({ group }) => group.users === users)
  return html`<div class="at at-${users}"><div class="card"><table class="compare"><thead><tr><th scope="col">Strategy</th><th scope="col" class="strip">Time to chart, all users<br>ticks below: best possible</th><th scope="col">p50</th><th scope="col">p95</th><th scope="col">slowest<br>chart</th><th scope="col">Efficiency<br>against best</th><th scope="col">Queries&nbsp;/<br>charts</th><th scope="col">CPU per<br>chart</th><th scope="col">Memory<br>per user</th><th scope="col">Mis-<br>routes</th><th scope="col">Verdict</th></tr></thead>
${these.map((one) => body(report, one))}</table></div><p class="caption">${modelNote(report)} ${caption(these)}</p></div>`
})}</section>`
}

/** A choice of user counts, without a script: the style sheet hides what is not chosen. */
function userSwitch(userCounts: readonly number[]): Markup | false {
  if (userCounts.length < 2) return false
  return html`<fieldset class="switch"><legend>Users</legend>${userCounts.map(
    (users, i) =>
      html`<label><input type="radio" name="users" id="users-${users}"${i === userCounts.length - 1 && html` checked`}><span>${counted(users, 'user')}</span></label>`,
  )}</fieldset>`
}

function body(report: Report, { group, views }: GroupViews): Markup {
  const plotted = views.filter((view) => view.plotted)
  const times = plotted.flatMap(({ shown, cell }) => [shown.ttc.max ?? 0, cell.physics?.floorMs?.max ?? 0])
  const axis = timeAxis(Math.max(...times, 1))
  const rows = views.map((view) => ({ view, figures: figuresOf(report, view.cell) }))
  const best = bestOf(rows.map(({ figures }) => figures))
  return html`<tbody><tr class="mode"><th scope="rowgroup">${group.queryMode} queries<span class="onpaper">, ${counted(group.users, 'user')}</span></th><td class="strip">${!views.every(noFigures) && stripAxis(axis)}</td><td colspan="9"></td></tr>
${rows.map(
  ({
    view,
    figures,
  }) => html`<tr class="${view.colorClass}"><th scope="row"><b>${nameOf(view)}</b><small>${view.strategy.title}</small></th>
${
  noFigures(view)
    ? html`<td class="note" colspan="9">${proseOf(reasonOf(view))}</td>`
    : html`<td class="strip">${view.plotted && strip(view, axis)}</td>${columns.map(([name, label]) => figureCell(name, label, figures[name], best))}`
}<td class="pillcell">${pill(report, view)}</td></tr>`,
)}</tbody>`
}

function figureCell(
  name: keyof Figures,
  label: string,
  figure: Figure,
  best: Partial<Record<keyof Figures, number>>,
): Markup {
  const isBest = figure.value !== null && best[name] !== undefined && figure.value <= best[name] * 1.01
  const bar =
    name === 'efficiency' &&
    figure.value !== null &&
    html`<svg viewBox="0 0 46 6" aria-hidden="true"><rect class="of" width="46" height="6" rx="3"/><rect class="is" width="${(46 * Math.min(figure.value, 1)).toFixed(1)}" height="6" rx="3"/></svg>`
  const small = figure.text.startsWith('n too small')
    ? figure.text.replace('n too small ', 'n too small\n')
    : null
  const text = small ? html`<small>n too small<br>${small.split('\n')[1]}</small>` : figure.text
  return html`<td data-label="${label}" class="${[figure.tone !== 'plain' && figure.tone, isBest && 'best'].filter(Boolean).join(' ')}">${bar ? html`<span class="eff">${bar}<span>${text}</span></span>` : text}</td>`
}

/** The best value of a column where the others are more than 2 % away from it: else nothing is set off. */
function bestOf(rows: readonly Figures[]): Partial<Record<keyof Figures, number>> {
  const best: Partial<Record<keyof Figures, number>> = {}
  for (const name of ['p50', 'p95', 'last', 'cpu', 'memory'] as const) {
    const values = rows.flatMap((figures) => figures[name].value ?? [])
    // Where ticks hide who is cheapest, nobody is set off as the cheapest.
    if (rows.some((figures) => /^[~<]/.test(figures[name].text))) continue
    const least = Math.min(...values)
    if (values.length > 1 && Math.max(...values) > least * 1.02) best[name] = least
  }
  return best
}

/** Cells whose row says why instead of what. */
function noFigures({ cell, shown }: CellView): boolean {
  return ['INVALID', 'SKIPPED', 'INTERRUPTED'].includes(cell.verdict) || shown.ttc.n === 0
}

function reasonOf({ cell }: CellView): string {
  const reasons = cell.reasons.map(sentence).join(' ')
  return cell.verdict === 'INVALID' ? `Not stated. ${reasons}` : reasons || 'Nothing was recorded.'
}

/** The verdict in a word, a sign and a colour, and how many trials it rests on. */
function pill(report: Report, view: CellView): Markup {
  const { cell } = view
  const text = trialsOf(report, cell)
  const partly = cell.verdict === 'VALID' && text.includes('left out')
  const kind = partly ? 'partly' : cell.verdict.toLowerCase()
  const why = noFigures(view) || cell.verdict === 'VALID' ? '' : shortfall(report, cell)
  // What was cut short has no trial to count, and its row says why.
  const below = cell.verdict === 'INTERRUPTED' ? '' : [text, why].filter(Boolean).join(': ')
  return html`<span class="pill p-${kind}">${verdictSigns[cell.verdict]} ${cell.verdict}</span><br>${below}`
}

function caption(groups: readonly GroupViews[]): string {
  const views = groups.flatMap(({ views }) => views).filter((view) => !noFigures(view))
  const sizes = [...new Set(views.map(({ shown }) => shown.ttc.n))]
  const timeouts = views.some(({ shown }) => shown.timeoutMs !== null)
  return [
    sizes.length > 0
      ? `n = ${sizes.join(' or ')} ${sizes.at(-1) === 1 && sizes.length === 1 ? 'chart' : 'charts'} a row.`
      : '',
    timeouts
      ? 'Who got no chart, by a refusal too, counts with the time after which users give up (red outline in the strip).'
      : '',
    views.length > 1
      ? 'Bold: within 1 % of the best of its group, where the group spreads by more than 2 %.'
      : '',
    views.length > 0 &&
      'Bars in the strip are shares of the users of its row. CPU and memory cover every process of the strategy, without Postgres.',
  ]
    .filter(Boolean)
    .join(' ')
}
