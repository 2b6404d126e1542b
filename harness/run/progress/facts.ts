import type { ChartsSoFar, PercentileSoFar, TrialState } from './contract.ts'

/** `8 s`, `1 min 35 s`, `1 h 2 min`: a span as people say it, in whole seconds. */
export function span(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `8 of ~19 s`: elapsed and expected time of a trial that runs. */
export function elapsedOf({ elapsedMs, expectedMs }: TrialState): string {
  const elapsed = span(elapsedMs)
  const expected = span(expectedMs)
  return expectedMs < 59_500 ? `${elapsed.replace(/ s$/, '')} of ~${expected}` : `${elapsed} of ~${expected}`
}

/** `p50 1.04 s`, or `p50 >1.2 s` while too many still wait. */
export function p50Of({ ms, open }: PercentileSoFar): string {
  const seconds = ms / 1_000
  // What is still growing needs no second decimal.
  const digits = open || seconds >= 9.995 ? 1 : 2
  if (!open && ms < 999.5) return `p50 ${ms.toFixed(0)} ms`
  return `p50 ${open ? '>' : ''}${seconds.toFixed(digits)} s`
}

/** `2 failed`, or nothing. */
export function failuresOf({ failed }: ChartsSoFar): string {
  return failed > 0 ? `${failed} failed` : ''
}

/** A trial's number and what it plays: `[2/20] cluster, 20 users, async`. */
export function titleOf({ order, strategy, users, queryMode }: TrialState, of: number): string {
  return `[${order}/${of}] ${strategy}, ${users} user${users === 1 ? '' : 's'}, ${queryMode}`
}

/** How a trial ended, and its first reason where it is not valid. */
export function endOf({ verdict, elapsedMs, charts, reasons }: TrialState): string {
  const why = verdict === 'VALID' || reasons.length === 0 ? '' : `: ${reasons[0]}`
  return [`${verdict} in ${span(elapsedMs)}`, ...(charts ? [chartFacts(charts)] : [])].join(', ') + why
}

/** `12 of 20 charts, 1 failed, p50 >1.2 s`. */
export function chartFacts(charts: ChartsSoFar): string {
  return [
    `${charts.arrived} of ${charts.expected} chart${charts.expected === 1 ? '' : 's'}`,
    failuresOf(charts),
    charts.p50 ? p50Of(charts.p50) : '',
  ]
    .filter(Boolean)
    .join(', ')
}
