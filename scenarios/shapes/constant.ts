import { bounds, ROUNDING } from './bounds.ts'
import type { LoadShape } from './contract.ts'

/** Evenly spaced arrivals, the first at once. For looking into a target; queues show under `poisson`. */
export const constant: LoadShape = (arrivals) => {
  const bound = bounds(arrivals)
  const gapUs = 1_000_000 / bound.rate
  const count = 'count' in bound ? bound.count : Math.ceil(bound.endUs / gapUs - ROUNDING)
  return Array.from({ length: count }, (_, i) => Math.floor(i * gapUs))
}
