import { muchLessMemory } from './costs.ts'
import { atMost, chartsOf, shownOf } from './figures.ts'
import type { Group } from './groups.ts'
import { isolatedOn, isolationOf } from './isolation.ts'
import { isMissing, isPartial, plannedOfCell, playedWords, recommendationOf } from './missing.ts'
import type { Cell, Comparison, Report, Trial, Verdict } from './model.ts'
import { counted, duration, megabytes, sentence } from './units.ts'

type Recommendation = NonNullable<Comparison['recommendation']>

/** A headline in pieces, so that each report can set names in its own way. */
export type Headline = readonly (string | { readonly name: string })[]

/** What to do, or why there is no answer, in one imperative line. */
export function headline(report: Report, group: Group | undefined): Headline {
  if (report.trials.length === 0 || group === undefined) return ['Nothing was recorded.']
  if (runVerdict(report) === 'INVALID') return [`This run cannot be used: ${firstReason(report)}`]
  if (isPartial(report, group)) return [`This run was interrupted: ${playedWords(group)}.`]
  const recommendation = recommendationOf(report, group)
  if (group.cells.length === 1) return ofOne(report, group.cells[0]!)
  return recommendation ? recommended(report, group, recommendation) : noneOf(group)
}

/** What to do, or that it makes no difference: the simplest first. */
function recommended(
  report: Report,
  { queryMode }: Group,
  { strategy, ties = [] }: Recommendation,
): Headline {
  if (ties.length > 0) {
    const most = 2
    const others = ties.length > most ? [` or any of ${ties.length} others`] : alternatives(ties)
    return [{ name: strategy }, ...others, `: no difference that this run can show.`]
  }
  const { imperative } = report.strategies.find(({ name }) => name === strategy) ?? {}
  if (!imperative) return ['Use ', { name: strategy }, ` with ${queryMode} queries.`]
  return [`${imperative}: `, { name: strategy }, `, with ${queryMode} queries.`]
}

function alternatives(names: readonly string[]): Headline {
  return names.flatMap((name, i) => [i === names.length - 1 ? ' or ' : ', ', { name }])
}

/** The sentence under the headline: what was measured beside what is possible. */
export function measured(report: Report, group: Group): string {
  const name = recommendationOf(report, group)?.strategy
  const cell = group.cells.find((cell) => cell.key.strategy === name) ?? group.cells.find(isValid)
  if (!cell?.physics || cell.ttcMs.max === null) return ''
  const { floorMs } = cell.physics
  const users = counted(group.users, 'user')
  // The headline has said the rest.
  const best = floorMs ? duration(floorMs.max) : null
  if (group.cells.length === 1) return best === null ? '' : `Best possible is ${best}.`
  const { lost, timeoutMs } = shownOf(report, cell)
  const { ok, retried, started } = cell.counts
  if (lost > 0)
    return `With ${users} ${ok + retried} of ${counted(started, 'chart')} of ${cell.key.strategy} arrived.`
  const last = atMost(cell.ttcMs.max, timeoutMs)
  const beside = best === null ? '' : `; best possible is ${best}`
  return `With ${users} the slowest chart of ${cell.key.strategy} arrived after ${last}${beside}.`
}

/** `measured`, what limits it, and what is left to win: with **bold** figures. */
export function lead(report: Report, group: Group): string {
  const recommendation = recommendationOf(report, group)
  const limit = recommendation ? `The limit is ${recommendation.bottleneck}` : ''
  return [
    measured(report, group).replace(/(after|is) ((?:> )?[\d.,]+\u00a0m?s)/g, '$1 **$2**'),
    sentence(limit),
    limit === '' ? '' : leftToWin(report, group),
  ]
    .filter(Boolean)
    .join(' ')
}

/** What a better way of serving could win at most; empty where that is not known. */
function leftToWin(report: Report, group: Group): string {
  const cell = group.cells.find(({ key }) => key.strategy === recommendationOf(report, group)?.strategy)
  const floorMs = cell?.physics?.floorMs?.max
  if (!cell || floorMs === undefined || cell.ttcMs.max === null || shownOf(report, cell).lost > 0) return ''
  const leftMs = cell.ttcMs.max - floorMs
  if (leftMs <= 0) return ''
  return `With these connections no other way of serving can win more than ${duration(leftMs)}.`
}

/** `closed model`, to stand wherever figures of such a run do; empty for an open one. */
export function modelLabel({ run }: Report): string {
  return run.loadModel === 'closed' ? 'closed model' : ''
}

/** What that means for its figures, in two sentences; empty for an open model. */
export function modelNote({ run }: Report): string {
  if (run.loadModel !== 'closed') return ''
  return 'Closed model: a user arrives when another has left, so that a slow server is asked less often and its percentiles look better than they are (coordinated omission). Compare them with those of closed runs only.'
}

/** What the run as a whole is worth. */
export function runVerdict(report: Report): Verdict {
  const verdicts = new Set(report.trials.map((trial) => trial.verdict))
  if (report.run.interrupted) return 'INTERRUPTED'
  for (const verdict of ['VALID', 'FAILED', 'OVERLOADED', 'INVALID', 'INTERRUPTED'] as const) {
    if (verdicts.has(verdict)) return verdict
  }
  return 'SKIPPED'
}

/** `22 of 24 trials valid`, and what became of the others. */
export function trialCounts(report: Report): string[] {
  const of = (verdict: Verdict) => report.trials.filter((trial) => trial.verdict === verdict).length
  const others = (
    [
      ['OVERLOADED', 'overloaded'],
      ['FAILED', 'failed'],
      ['INVALID', 'left out'],
      ['INTERRUPTED', 'interrupted'],
      ['SKIPPED', 'skipped'],
    ] as const
  ).flatMap(([verdict, word]) => (of(verdict) > 0 ? [`${of(verdict)} ${word}`] : []))
  const { interrupted, plannedTrials } = report.run
  const planned = interrupted ? plannedTrials : undefined
  const first = `${of('VALID')} of ${counted(planned ?? report.trials.length, 'trial')} valid`
  const never = report.cells.filter((cell) => isMissing(cell) && cell.trials.length === 0).length
  const toCome = (planned ?? report.trials.length) - report.trials.length
  return [
    first,
    ...(others.length > 0 ? [others.join(', ')] : []),
    ...(toCome > 0 ? [`${toCome} never played`] : []),
    ...(toCome <= 0 && never > 0 ? [`${never} of ${counted(report.cells.length, 'cell')} never played`] : []),
  ]
}

/** `3 of 3 trials`, `2 of 3 trials, 1 left out`: how far a cell's figures carry. */
export function trialsOf(report: Report, cell: Cell): string {
  const all = report.trials.filter((trial) => trial.cell === cell.id)
  if (all.length === 0) return 'no trial'
  const same = all.filter((trial) => trial.verdict === cell.verdict).length
  const text = `${same} of ${counted(plannedOfCell(report) ?? all.length, 'trial')}`
  const out = all.filter((trial) => trial.verdict === 'INVALID').length
  return cell.verdict === 'VALID' && out > 0 ? `${text}, ${out} left out` : text
}

/** Why a cell is not VALID, in the shortest way: `none of 64 charts arrived within 30.0 s`; else its first reason. */
export function shortfall(report: Report, cell: Cell): string {
  const { trials, timeoutMs } = shownOf(report, cell)
  const [reason = ''] = cell.reasons
  const of = (count: (trial: Trial) => number) => trials.reduce((sum, trial) => sum + count(trial), 0)
  const timeouts = of(({ counts }) => counts.timeout)
  if (cell.verdict !== 'OVERLOADED' || timeouts === 0 || timeoutMs === null) return reason
  const arrived = of(chartsOf)
  const within = `within ${duration(timeoutMs)}`
  if (arrived === 0)
    return `none of ${counted(
      of(({ counts }) => counts.started),
      'chart',
    )} arrived ${within}`
  return `${timeouts} of ${counted(
    of(({ counts }) => counts.started),
    'chart',
  )} did not arrive ${within}`
}

/** One sentence on what to do in another situation than the headline's. */
export function advice(report: Report, group: Group): string {
  if (isPartial(report, group)) return `not known: only ${playedWords(group)}.`
  const recommendation = recommendationOf(report, group)
  const cell = group.cells.find((cell) => cell.key.strategy === recommendation?.strategy)
  if (!recommendation || !cell || cell.ttcMs.max === null) return plain(noneOf(group))
  const { strategy, ties = [] } = recommendation
  const names =
    ties.length > 2 ? `${strategy} or any of ${ties.length} others` : [strategy, ...ties].join(' or ')
  const frugal = ties.length === 0 && muchLessMemory(rankedIn(group))
  const last = `slowest chart after ${atMost(cell.ttcMs.max, shownOf(report, cell).timeoutMs)}`
  if (!frugal) return `use ${names} (${last}).`
  const { key, ttcMs } = frugal.cell
  const other = `${duration(ttcMs.max ?? 0)}, ${megabytes(frugal.bytes)} a user`
  return `use ${names} (${last}, ${megabytes(frugal.firstBytes)} a user) or, if memory is short, ${key.strategy} (${other}).`
}

/** The cells of a group that were ranked, in their order. */
function rankedIn({ cells, comparison }: Group): Cell[] {
  const ranking = comparison?.ranking ?? []
  return ranking.flatMap(({ strategy }) => cells.find(({ key }) => key.strategy === strategy) ?? [])
}

/** The scenario's query, connections and cores, as far as the report holds them. */
export function circumstances(report: Report): string {
  const { query } = report.run.scenario
  const isolation = isolationOf(report)
  const connections = [...new Set(report.trials.map((trial) => trial.connections.budget))].filter(
    (p) => p > 0,
  )
  return [
    ...(typeof query === 'string' ? [`a ${query.replace(/(\d)(?=[a-z])/, '$1\u00a0')} query`] : []),
    ...(connections.length > 0
      ? [`${connections.join(' or ')} database connection${connections[0] === 1 ? '' : 's'}`]
      : []),
    counted(report.environment.cores, 'core'),
    ...(isolation ? [isolatedOn(isolation)] : []),
  ].join(', ')
}

function ofOne(report: Report, cell: Cell): Headline {
  const name = { name: cell.key.strategy }
  const users = `${counted(cell.key.users, 'user')} with ${cell.key.queryMode} queries`
  if (cell.verdict === 'OVERLOADED') return [name, ` could not serve ${users}.`]
  if (cell.verdict !== 'VALID' || cell.ttcMs.max === null) {
    return [name, `: ${cell.verdict}. ${sentence(cell.reasons[0] ?? '')}`]
  }
  const { lost, timeoutMs } = shownOf(report, cell)
  const { ok, retried, started } = cell.counts
  // Where faults strike, a cell is VALID though users were told errors.
  if (lost > 0) return [name, ` brought ${users} ${ok + retried} of ${counted(started, 'chart')}.`]
  return [name, ` served ${users}: the slowest chart took ${atMost(cell.ttcMs.max, timeoutMs)}.`]
}

function noneOf(group: Group): Headline {
  const valid = group.cells.filter(isValid)
  const missedBy = ({ objectives }: Cell) => objectives.filter(({ result }) => result === 'missed')
  const at = `at ${counted(group.users, 'user')} with ${group.queryMode} queries`
  if (valid.length > 0 && valid.every((cell) => missedBy(cell).length > 0)) {
    const missed = valid.flatMap(missedBy)
    const names = [...new Set(missed.map(({ expression }) => expression))]
    return ['No strategy meets ', ...names.flatMap((name, i) => [i > 0 ? ' and ' : '', { name }]), ` ${at}.`]
  }
  return [`No strategy can be recommended ${at}.`]
}

/** A headline without its setting. */
export function plain(pieces: Headline): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : piece.name)).join('')
}

function firstReason(report: Report): string {
  return `${report.trials.flatMap((trial) => trial.reasons)[0] ?? 'no trial of it is valid'}.`
}

function isValid(cell: Cell): boolean {
  return cell.verdict === 'VALID'
}
