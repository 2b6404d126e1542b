import type { Summary } from '../../reports/model.ts'
import { emptyHistogram, encode, record } from './histogram.ts'

/**
 * From how many values on a percentile is stated. A percentile p needs the least n at which n hits of n
 * confirm it with 95 % (Clopper–Pearson: pⁿ ≤ 0.05), since below that not even the largest value bounds it.
 * The median is exempt: it describes the values at hand.
 */
export const leastN = { p50: 1, p90: 29, p95: 59, p99: 299 } as const

/** The summary of nothing. */
export const emptySummary: Summary = {
  n: 0,
  min: null,
  mean: null,
  p50: null,
  p90: null,
  p95: null,
  p99: null,
  max: null,
  why: 'nothing recorded',
  histogram: null,
}

/**
 * Summarises durations given in integer µs. Percentiles are exact, by nearest rank over the raw values, and
 * in ms with µs digits. Values that are no durations (NaN, negative, above one hour) are left out of `n`.
 */
export function summarize(valuesUs: readonly number[]): Summary {
  const histogram = emptyHistogram()
  for (const value of valuesUs) record(histogram, value)
  const n = histogram.counts.totalCount
  if (n === 0) return emptySummary
  const sorted = Float64Array.from(valuesUs)
    .filter((us) => us >= 0 && us <= histogram.counts.highestTrackableValue)
    .sort()
  const sum = sorted.reduce((total, us) => total + us, 0)
  const stated = (p: keyof typeof leastN, percent: number) =>
    n >= leastN[p] ? toMs(nearestRank(sorted, percent)) : null
  return {
    n,
    min: toMs(sorted[0]!),
    mean: toMs(sum / n),
    p50: stated('p50', 50),
    p90: stated('p90', 90),
    p95: stated('p95', 95),
    p99: stated('p99', 99),
    max: toMs(sorted[n - 1]!),
    why: missing(n),
    histogram: encode(histogram),
  }
}

/** The value that at least `percent` of the ascending values do not exceed; NaN where there is none. */
export function nearestRank(sorted: ArrayLike<number>, percent: number): number {
  // The product of a percentage and a count is exact only up to rounding: 0.999 × 1000 must give rank 999.
  const rank = Math.ceil((percent * sorted.length) / 100 - 1e-9)
  return sorted[Math.max(rank, 1) - 1] ?? Number.NaN
}

/** Why a percentile is null: about p95, which is what people look for, else about p99. */
function missing(n: number): string | null {
  const wanted = n < leastN.p95 ? leastN.p95 : leastN.p99
  return n < wanted ? `n too small (${n} of ${wanted})` : null
}

function toMs(us: number): number {
  return Math.round(us) / 1_000
}
