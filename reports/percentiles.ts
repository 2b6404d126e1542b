/**
 * From how many values on a percentile is stated: the least n at which n hits of n confirm it with 95 %
 * (Clopper–Pearson: (percent / 100)ⁿ ≤ 0.05), since below that not even the largest value bounds it. The median
 * is exempt: it describes the values at hand. `percent` is below 100.
 */
export function leastFor(percent: number): number {
  return percent <= 50 ? 1 : Math.ceil(Math.log(DOUBT) / Math.log(percent / 100))
}

const DOUBT = 0.05

/** The rule for the percentiles that summaries hold. */
export const leastN = { p50: 1, p90: leastFor(90), p95: leastFor(95), p99: leastFor(99) } as const

/**
 * The highest percentile that n values carry by the same rule, with as many digits as its nines need: 88 for 24,
 * 95 for 64, 99.1 for 350. 50 where n carries no other.
 */
export function highestFor(n: number): number {
  const share = DOUBT ** (1 / Math.max(n, 1))
  const digits = 10 ** Math.max(0, Math.floor(-Math.log10(1 - share)) - 1)
  return Math.max(50, Math.floor(share * 100 * digits + 1e-9) / digits)
}

/** The value that at least `percent` of the ascending values do not exceed; NaN where there is none. */
export function nearestRank(sorted: ArrayLike<number>, percent: number): number {
  // The product of a percentage and a count is exact only up to rounding: 0.999 × 1000 must give rank 999.
  const rank = Math.ceil((percent * sorted.length) / 100 - 1e-9)
  return sorted[Math.max(rank, 1) - 1] ?? Number.NaN
}
