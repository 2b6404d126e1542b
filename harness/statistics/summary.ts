import type { Summary } from '../../reports/model.ts'
import { leastN, nearestRank } from '../../reports/percentiles.ts'
import { emptyHistogram, encode, record } from './histogram.ts'

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

/** Why a percentile is null: about p95, which is what people look for, else about p99. */
function missing(n: number): string | null {
  const wanted = n < leastN.p95 ? leastN.p95 : leastN.p99
  return n < wanted ? `n too small (${n} of ${wanted})` : null
}

function toMs(us: number): number {
  return Math.round(us) / 1_000
}
