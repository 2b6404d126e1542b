import type { Sample } from '../../../reports/model.ts'
import { nearestRank } from '../../../reports/percentiles.ts'
import { hasArrived, timeOf } from '../../../reports/samples.ts'
import type { PercentileSoFar } from './contract.ts'

/** More charts than these are looked at in even steps: a look must cost next to nothing. */
const MOST_CHARTS = 4_000

/**
 * The median time to chart of all users who came so far, by nearest rank. Who still waits, was refused or gave
 * up counts as not yet served: the median is stated only once half of all who came have their chart, and is
 * `open` until then, no smaller than the time that they have waited. So it never looks better for having few
 * results. `nowUs` counts from the zero of the schedule. undefined where nobody came yet.
 */
export function medianSoFar(samples: readonly Sample[], nowUs: number): PercentileSoFar | undefined {
  const step = Math.max(1, Math.ceil(samples.length / MOST_CHARTS))
  const served: number[] = []
  const waited: number[] = []
  for (let i = 0; i < samples.length; i += step) {
    const sample = samples[i]!
    if (hasArrived(sample)) served.push(timeOf(sample))
    else if (sample.sent !== null || sample.outcome === 'dropped') waited.push(nowUs - sample.intended)
  }
  const came = served.length + waited.length
  if (came === 0) return undefined
  const open = served.length < came / 2
  const values = open ? [...served, ...waited] : [...served, ...waited.map(() => Number.POSITIVE_INFINITY)]
  return { ms: nearestRank(Float64Array.from(values).sort(), 50) / 1_000, open }
}
