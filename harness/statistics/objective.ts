import { nearestRank } from '../../reports/percentiles.ts'
import { lowerBound, upperBound } from './clopperPearson.ts'

/** What an objective says about durations. */
export interface DurationObjective {
  readonly fn: 'min' | 'p50' | 'p90' | 'p95' | 'p99' | 'p99.9' | 'max' | 'mean'
  readonly operator: '<' | '<='
  readonly limitMs: number
}

/** What an objective says about the share of charts that failed; `limit` is a share, 0.001 for 0.1 %. */
export interface RateObjective {
  readonly operator: '<' | '<=' | '='
  readonly limit: number
}

export interface Judgement {
  readonly result: 'met' | 'missed' | 'n too small'
  /** The measured figure with its unit. */
  readonly value: string
}

const percentiles: Partial<Record<DurationObjective['fn'], number>> = {
  p50: 50,
  p90: 90,
  p95: 95,
  p99: 99,
  'p99.9': 99.9,
}

/**
 * Judges an objective over raw durations in µs, those of users who gave up included at their time-out value.
 * A percentile is met where the one-sided 95 % Clopper–Pearson bound on the share of misses stays within what
 * it allows, missed where the bound on the other side exceeds that, and otherwise not decided: 59 hits of 59
 * confirm a p95, 3 misses of 3 refute it. `min`, `mean` and `max` are compared as they are.
 */
export function judge(objective: DurationObjective, valuesUs: readonly number[]): Judgement {
  const { fn, operator, limitMs } = objective
  if (valuesUs.length === 0) return { result: 'n too small', value: 'nothing recorded' }
  const limitUs = limitMs * 1_000
  const holds = (us: number) => (operator === '<' ? us < limitUs : us <= limitUs)
  const percent = percentiles[fn]
  const sorted = Float64Array.from(valuesUs).sort()
  if (percent === undefined) {
    const us = plain(fn, sorted)
    return { result: holds(us) ? 'met' : 'missed', value: inUnits(us) }
  }
  const misses = valuesUs.filter((us) => !holds(us)).length
  return {
    result: decide(misses, valuesUs.length, 1 - percent / 100),
    value: inUnits(nearestRank(sorted, percent)),
  }
}

/**
 * Judges an objective on the share of failures. A limit of 0 is plain; another is decided by the same bounds
 * as a percentile.
 */
export function judgeRate(objective: RateObjective, failures: number, n: number): Judgement {
  if (n === 0) return { result: 'n too small', value: 'nothing recorded' }
  const value = `${Number(((failures / n) * 100).toPrecision(3))} % (${failures} of ${n})`
  if (objective.limit > 0) return { result: decide(failures, n, objective.limit), value }
  const holds = failures === 0 && objective.operator !== '<'
  return { result: holds ? 'met' : 'missed', value }
}

function decide(misses: number, n: number, allowed: number): Judgement['result'] {
  // 1 − 0.95 is a little more than 0.05; a bound that equals the limit must not depend on that.
  const rounding = 1e-12
  if (upperBound(misses, n) <= allowed + rounding) return 'met'
  return lowerBound(misses, n) > allowed + rounding ? 'missed' : 'n too small'
}

function plain(fn: DurationObjective['fn'], sorted: Float64Array): number {
  if (fn === 'min') return sorted[0]!
  if (fn === 'max') return sorted.at(-1)!
  return sorted.reduce((sum, us) => sum + us, 0) / sorted.length
}

/** `35.4 s`, `350 ms`, `6.52 ms`: three digits. */
function inUnits(us: number): string {
  const [value, unit] = us >= 1_000_000 ? [us / 1_000_000, 's'] : [us / 1_000, 'ms']
  return `${value >= 100 ? value.toFixed(0) : Number(value.toPrecision(3))} ${unit}`
}
