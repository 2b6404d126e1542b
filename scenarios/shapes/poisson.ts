import { bounds } from './bounds.ts'
import type { LoadShape } from './contract.ts'

/**
 * Arrivals of many users who know nothing of each other: exponential gaps, by inversion (gap = −ln(1 − u) ÷
 * rate), the first gap before the first arrival.
 */
export const poisson: LoadShape = (arrivals, random) => {
  const bound = bounds(arrivals)
  const starts: number[] = []
  let atUs = 0
  while (true) {
    atUs += (-Math.log(1 - random()) / bound.rate) * 1_000_000
    const over = 'count' in bound ? starts.length >= bound.count : atUs >= bound.endUs
    if (over) return starts
    starts.push(Math.floor(atUs))
  }
}
