import type { GroupViews } from '../charts/view.ts'
import { type Group, userCounts } from '../groups.ts'
import { commandOf, html, type Markup, proseOf } from '../markup.ts'
import type { Check, Report, Trial, Verdict } from '../model.ts'
import { counted, sentence } from '../units.ts'
import { advice, circumstances, headline, measured, modelNote, runVerdict, trialCounts } from '../words.ts'
import { glance } from './glance.ts'

const signs: Record<Verdict, { sign: string; tone: 'ok' | 'warn' | 'bad' | 'none' }> = {
  VALID: { sign: '✓', tone: 'ok' },
  INVALID: { sign: '×', tone: 'none' },
  OVERLOADED: { sign: '!', tone: 'bad' },
  FAILED: { sign: '×', tone: 'bad' },
  SKIPPED: { sign: '–', tone: 'none' },
  INTERRUPTED: { sign: '…', tone: 'warn' },
}

/** The card that says what to do, and whether to believe it. */
export function verdictCard(report: Report, groups: readonly GroupViews[]): Markup {
  const [main] = groups
  const title = headline(report, main?.group).map((piece) =>
    typeof piece === 'string' ? piece : html`<code>${piece.name}</code>`,
  )
  const recommendation = runVerdict(report) === 'INVALID' ? null : main?.group.comparison?.recommendation
  const compared = (main?.group.cells.length ?? 0) > 1
  const lead = main && runVerdict(report) !== 'INVALID' ? measured(report, main.group) : ''
  return html`<div class="card verdict" id="verdict"><div class="answer"><p class="eyebrow">${eyebrow(report)}</p><h1>${title}</h1>
<p class="lead">${lead}</p>${modelNote(report) && html`<p class="model">${modelNote(report)}</p>`}
<dl class="advice">${compared && line('Because', recommendation?.because ?? '')}${recommendation && line('Bottleneck', recommendation.bottleneck)}${otherGroups(report, groups)}${recommendation && line('Not when', recommendation.notWhen.replace(/^when /, ''))}${avoid(groups)}${main && objectives(main.group)}${whyUnusable(report)}</dl>
${main === undefined && html`<p>To record it: <code>${commandOf(report.run.command)}</code></p>`}</div>
${badge(report)}${groups.length > 1 && glance(report, groups)}</div>`
}

function eyebrow(report: Report): string {
  return `${report.trials.length === 0 ? 'No answer yet for' : 'For'} ${circumstances(report)}`
}

function line(term: string, text: string): Markup | false {
  return text.trim() !== '' && html`<dt>${term}</dt><dd>${proseOf(sentence(text))}</dd>`
}

/** What holds with the other query mode, and with other user counts where that differs. */
function otherGroups(report: Report, groups: readonly { group: Group }[]): Markup[] {
  const [main, ...others] = groups.map(({ group }) => group)
  if (!main || runVerdict(report) === 'INVALID') return []
  return others
    .filter((group) => group.cells.length > 1)
    .filter(
      (group) =>
        (group.users === main.users) !== (group.queryMode === main.queryMode) &&
        (group.users === main.users || winner(group) !== winner(main)),
    )
    .map((group) => {
      const mode = group.queryMode === 'blocking' ? 'If queries must block' : 'If queries can be async'
      return html`<dt>${group.users === main.users ? mode : `With ${counted(group.users, 'user')}`}</dt><dd>${advice(report, group)}</dd>`
    })
}

function winner(group: Group): string | undefined {
  return group.comparison?.recommendation?.strategy
}

function avoid(groups: readonly { group: Group }[]): Markup | false {
  const most = Math.max(...userCounts(groups.map(({ group }) => group)))
  const cells = groups
    .filter(({ group }) => group.users === most)
    .flatMap(({ group }) => group.cells)
    .filter(({ verdict }) => verdict === 'OVERLOADED' || verdict === 'FAILED')
    .slice(0, 3)
  return (
    cells.length > 0 &&
    html`<dt>Avoid</dt><dd>${cells.map(
      (cell, i) =>
        html`${i > 0 && html`<br>`}<b>${cell.key.strategy}</b> with ${cell.key.queryMode} queries: ${cell.verdict}. ${proseOf(sentence(cell.reasons[0] ?? ''))}`,
    )}</dd>`
  )
}

/** The reasons of a run that cannot be used, each once. */
function whyUnusable(report: Report): Markup | false {
  if (runVerdict(report) !== 'INVALID') return false
  const byReason = Map.groupBy(
    report.trials.flatMap((trial) => trial.reasons),
    (reason) => reason,
  )
  return html`${[...byReason].slice(0, 6).map(([reason, trials]) => html`<dt>${counted(trials.length, 'trial')}</dt><dd>${proseOf(sentence(reason))}</dd>`)}
<dt>What helps</dt><dd>Repeat the run on a machine that does nothing else; <code>bench doctor</code> says what it lacks.</dd>`
}

/** Who meets the objectives of the scenario in the group that the headline speaks of. */
function objectives(group: Group): Markup[] {
  const all = group.cells.flatMap(({ key, verdict, objectives }) =>
    verdict !== 'VALID' && verdict !== 'OVERLOADED'
      ? []
      : objectives.map((one) => ({ ...one, strategy: key.strategy })),
  )
  return [...Map.groupBy(all, ({ expression }) => expression)].map(([expression, these]) => {
    const results = (['met', 'missed', 'n too small'] as const).flatMap((result) => {
      const those = these.filter((one) => one.result === result)
      return those.length > 0 ? [{ result, those }] : []
    })
    return html`<dt>Objective</dt><dd><code>${expression}</code>${results.map(
      ({ result, those }) =>
        html`<br><b class="${result === 'met' ? 't-ok' : result === 'missed' && 't-bad'}">${result}</b>: ${those.map(({ strategy, value }) => `${strategy} ${value.replaceAll(' ', '\u00a0')}`).join(', ')}`,
    )}</dd>`
  })
}

/** More checks than these do not fit beside the answer, and stand below it. */
const CHECKS_BESIDE = 8

function badge(report: Report): Markup {
  const verdict = runVerdict(report)
  const leftOut = report.trials.filter((trial) => trial.verdict === 'INVALID')
  const { sign, tone } = signs[verdict]
  const sealTone = verdict === 'VALID' && leftOut.length > 0 ? 'warn' : tone
  const empty = report.trials.length === 0
  const lines = checksOf(report, leftOut)
  const checks = html`<ul class="checks">${lines}</ul>`
  const beside = lines.length <= CHECKS_BESIDE
  return html`<div class="badge"><div class="seal"><span class="sign t-${sealTone}" aria-hidden="true">${sign}</span><div><b>${empty ? 'EMPTY' : verdict}</b>${!empty && trialCounts(report).map((text) => html`<div>${text}</div>`)}</div></div>
${beside && checks}${!empty && report.run.notes.map((note) => html`<p>${sentence(note)}</p>`)}
${!empty && html`<p class="repeat">Repeat with <code>${commandOf(report.run.command)}</code></p>`}</div>${!beside && html`<div class="below">${checks}</div>`}`
}

/** Every check once, with its worst value over the trials that count; then those that put a trial aside. */
function checksOf(report: Report, leftOut: readonly Trial[]): Markup[] {
  const counting = report.trials.filter((trial) => trial.verdict !== 'INVALID')
  const trials = counting.length > 0 ? counting : report.trials
  const byName = Map.groupBy(
    trials.flatMap((trial) => trial.checks),
    (check) => check.name,
  )
  const valid = runVerdict(report) === 'VALID'
  const worst = [...byName.values()].map((checks) => {
    const broken = checks.filter(({ ok }) => ok === false).length
    const where = broken > 0 && checks.length > 1 ? `, ${broken} of ${counted(checks.length, 'trial')}` : ''
    return checkLine(checks.reduce(worse), where, valid)
  })
  const aside = (counting.length > 0 ? leftOut : []).flatMap((trial) =>
    trial.checks
      .filter((check) => check.ok === false)
      .map((check) => checkLine(check, `, trial ${trial.order} (left out)`, valid)),
  )
  return [...worst, ...aside.slice(0, 6)]
}

function checkLine(check: Check, where: string, valid: boolean): Markup {
  const [sign, tone, word] =
    check.ok === null
      ? ['–', 'none', 'not checked']
      : check.ok
        ? ['✓', 'ok', 'kept']
        : ['!', valid ? 'warn' : 'bad', 'broken']
  const value = check.ok === null ? check.value : against(check)
  return html`<li><span class="t-${tone}" role="img" aria-label="${word}">${sign}</span><span class="what">${check.name}${where}</span><span class="value">${value}</span></li>`
}

/** `0.4 ms ≤ 2 ms`, `3.4 % > 2 %`; where they are no numbers of one unit, both are named. */
function against({ value, limit, ok }: Check): string {
  const [x, y] = [value, limit].map((text) => /^[\d.,]+(.*)$/.exec(text.replace(/^[≤<]\s*/, '')))
  const bare = limit.replace(/^[≤<]\s*/, '')
  if (value === limit || limit === '') return value
  if (x && y && x[1] === y[1]) return `${value} ${ok ? '≤' : '>'} ${bare}`.replaceAll(' ', '\u00a0')
  return ok ? value : `${value}, limit ${bare}`
}

/** A broken check beats a kept one; of two numbers in the same unit the larger one counts. */
function worse(a: Check, b: Check): Check {
  if (a.ok !== b.ok) return a.ok === false || b.ok === null ? a : b
  const [x, y] = [a.value, b.value].map((text) => /^([\d.]+)(.*)$/.exec(text.replaceAll(',', '')))
  return x && y && x[2] === y[2] && Number(y[1]) > Number(x[1]) ? b : a
}
