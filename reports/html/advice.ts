import type { Group } from '../groups.ts'
import { html, type Markup, proseOf } from '../markup.ts'
import { interruption, recommendationOf } from '../missing.ts'
import type { Comparison, Report } from '../model.ts'
import { summaryOf } from '../objectives.ts'
import { counted, listed, sentence } from '../units.ts'
import { advice, runVerdict, shortfall } from '../words.ts'
import { named } from './name.ts'

type Recommendation = NonNullable<Comparison['recommendation']>

/** What follows the answer: if, then; why; when not. */
export function adviceLines(report: Report, groups: readonly Group[]): Markup {
  const [main] = groups
  if (!main) return html``
  if (runVerdict(report) === 'INVALID') return html`<dl class="advice">${whyUnusable(report)}</dl>`
  const recommendation = recommendationOf(report, main)
  const line = (term: string, text: string | undefined): Markup | false =>
    text !== undefined && text.trim() !== '' && html`<dt>${term}</dt><dd>${named(report, text)}</dd>`
  const stopped = interruption(report, groups)
  return html`<dl class="advice">${line('Interrupted', stopped && sentence(stopped))}${main.cells.length > 1 && line('Because', recommendation?.because && `${recommendation.because.replace(/\.$/, '')}.`)}${otherModes(report, groups).map(([term, text]) => line(term, text))}${fewerUsers(report, groups).map(([term, text]) => line(term, text))}${line('To go faster', recommendation?.goFaster && `${recommendation.goFaster}.`)}${avoid(report, groups)}${line('Not when', recommendation?.notWhen && `${recommendation.notWhen.replace(/^when /, '')}.`)}${objectives(main)}</dl>`
}

/** What holds with the same users and the other query mode. */
function otherModes(report: Report, [main, ...others]: readonly Group[]): [string, string][] {
  return others
    .filter((group) => group.users === main!.users && group.cells.length > 1)
    .map((group) => [
      group.queryMode === 'blocking' ? 'If queries must block' : 'If queries can be async',
      advice(report, group),
    ])
}

/** Whether the answer changes with fewer users: in one line where it does not, in one for each count where it does. */
function fewerUsers(report: Report, [main, ...others]: readonly Group[]): [string, string][] {
  const adviceOf = (group: Group) => recommendationOf(report, group)
  const best = adviceOf(main!)?.strategy
  const fewer = others.filter(
    (group) => group.queryMode === main!.queryMode && group.users !== main!.users && group.cells.length > 1,
  )
  const same = best === undefined ? [] : fewer.filter((group) => holds(adviceOf(group), best))
  const clear = same.filter((group) => !adviceOf(group)?.ties?.length)
  const changed = fewer.filter((group) => !same.includes(group))
  const texts = [
    ...(clear.length > 0 ? [`the same with ${usersOf(clear)}`] : []),
    ...same
      .filter((group) => !clear.includes(group))
      .map((group) => `with ${usersOf([group])} ${tied(adviceOf(group)!, best!)} no worse`),
  ]
  return [
    ...(texts.length > 0 ? [['With fewer users', `${texts.join('; ')}.`] as [string, string]] : []),
    ...changed.map((group): [string, string] => [`With ${usersOf([group])}`, advice(report, group)]),
  ]
}

function holds(recommendation: Comparison['recommendation'], best: string): boolean {
  return recommendation?.strategy === best || (recommendation?.ties ?? []).includes(best)
}

/** Who cannot be told from the best: `cluster is`, `4 others are`. */
function tied({ strategy, ties = [] }: Recommendation, best: string): string {
  const names = [strategy, ...ties].filter((name) => name !== best)
  return `${names.length > 2 ? `${names.length} others` : listed(names)} ${names.length > 1 ? 'are' : 'is'}`
}

function usersOf(groups: readonly Group[]): string {
  const counts = groups.map(({ users }) => users).sort((a, b) => a - b)
  return `${listed(counts.map(String))}\u00a0user${counts.length === 1 && counts[0] === 1 ? '' : 's'}`
}

function avoid(report: Report, groups: readonly Group[]): Markup | false {
  const most = groups[0]!.users
  const cells = groups
    .filter((group) => group.users === most)
    .flatMap((group) => group.cells)
    .filter(({ verdict }) => verdict === 'OVERLOADED' || verdict === 'FAILED')
  const told = cells.slice(0, 3)
  const more = cells.length - told.length
  return (
    told.length > 0 &&
    html`<dt>Avoid</dt><dd>${told.map(
      (cell, i) =>
        html`${i > 0 && html`<br>`}${named(report, `${cell.key.strategy} with ${cell.key.queryMode} queries`)}: ${cell.verdict}. ${proseOf(sentence(shortfall(report, cell)))}`,
    )}${more > 0 && html`<br>${counted(more, 'other')}: see the comparison.`}</dd>`
  )
}

/** The reasons of a run that cannot be used, each once. */
function whyUnusable(report: Report): Markup {
  const byReason = Map.groupBy(
    report.trials.flatMap((trial) => trial.reasons),
    (reason) => reason,
  )
  return html`${[...byReason].slice(0, 6).map(([reason, trials]) => html`<dt>${counted(trials.length, 'trial')}</dt><dd>${proseOf(sentence(reason))}</dd>`)}
<dt>What helps</dt><dd>Repeat the run on a machine that does nothing else; <code>bench doctor</code> says what it lacks.</dd>`
}

/** The objectives in short; a section of their own has who met them with what. */
function objectives(main: Group): Markup | false {
  const texts = summaryOf(main)
  return (
    texts.length > 0 &&
    html`<dt>${texts.length === 1 ? 'Objective' : 'Objectives'}</dt><dd>${texts.map((text, i) => html`${i > 0 && html`<br>`}${proseOf(text)}`)} <a href="#objectives">Details</a></dd>`
  )
}
