import { atMost, shownOf } from './figures.ts'
import type { Group } from './groups.ts'
import type { Cell, Report, Verdict } from './model.ts'
import { counted, duration, listed, sentence } from './units.ts'

/** A headline in pieces, so that each report can set names in its own way. */
export type Headline = readonly (string | { readonly name: string })[]

/** What to do, or why there is no answer, in one imperative line. */
export function headline(report: Report, group: Group | undefined): Headline {
  if (report.trials.length === 0 || group === undefined) return ['Nothing was recorded.']
  if (runVerdict(report) === 'INVALID') return [`This run cannot be used: ${firstReason(report)}`]
  const recommendation = group.comparison?.recommendation
  if (group.cells.length === 1) return ofOne(report, group.cells[0]!)
  if (recommendation) return ['Use ', { name: recommendation.strategy }, ` with ${group.queryMode} queries.`]
  return [noneOf(group)]
}

/** The sentence under the headline: what was measured beside what is possible. */
export function measured(report: Report, group: Group): string {
  const name = group.comparison?.recommendation?.strategy
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
  const first = `${of('VALID')} of ${counted(report.trials.length, 'trial')} valid`
  return others.length > 0 ? [first, others.join(', ')] : [first]
}

/** `3 of 3 trials`, `2 of 3 trials, 1 left out`: how far a cell's figures carry. */
export function trialsOf(report: Report, cell: Cell): string {
  const all = report.trials.filter((trial) => trial.cell === cell.id)
  if (all.length === 0) return 'no trial'
  const same = all.filter((trial) => trial.verdict === cell.verdict).length
  const text = `${same} of ${counted(all.length, 'trial')}`
  const out = all.filter((trial) => trial.verdict === 'INVALID').length
  return cell.verdict === 'VALID' && out > 0 ? `${text}, ${out} left out` : text
}

/** One sentence on what to do in another situation than the headline's. */
export function advice(report: Report, group: Group): string {
  const name = group.comparison?.recommendation?.strategy
  const cell = group.cells.find((cell) => cell.key.strategy === name)
  if (!cell || cell.ttcMs.max === null) return noneOf(group)
  return `use ${name} (slowest chart after ${atMost(cell.ttcMs.max, shownOf(report, cell).timeoutMs)}).`
}

/** The scenario's query, connections and cores, as far as the report holds them. */
export function circumstances(report: Report): string {
  const { query } = report.run.scenario
  const connections = [...new Set(report.trials.map((trial) => trial.connections.budget))].filter(
    (p) => p > 0,
  )
  return [
    ...(typeof query === 'string' ? [`a ${query.replace(/(\d)(?=[a-z])/, '$1\u00a0')} query`] : []),
    ...(connections.length > 0
      ? [`${connections.join(' or ')} database connection${connections[0] === 1 ? '' : 's'}`]
      : []),
    counted(report.environment.cores, 'core'),
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

function noneOf(group: Group): string {
  const missed = group.cells.flatMap(({ objectives }) =>
    objectives.filter(({ result }) => result === 'missed'),
  )
  const at = `at ${counted(group.users, 'user')} with ${group.queryMode} queries`
  if (group.cells.some(isValid) && missed.length > 0) {
    return `No strategy meets ${listed([...new Set(missed.map(({ expression }) => expression))])} ${at}.`
  }
  return `No strategy can be recommended ${at}.`
}

function firstReason(report: Report): string {
  return sentence(report.trials.flatMap((trial) => trial.reasons)[0] ?? 'no trial of it is valid')
}

function isValid(cell: Cell): boolean {
  return cell.verdict === 'VALID'
}
