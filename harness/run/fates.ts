import type { Fate, Fates, Sample, TrialFault } from '../../reports/model.ts'
import { hasArrived } from '../../reports/samples.ts'
import { isErrorCode } from '../../strategies/app/client/failure.ts'

/** What became of each chart that was started; every one counts once. */
export function fatesOf(samples: readonly Sample[]): Fates {
  const fates: Fates = { kept: 0, reattached: 0, requeried: 0, failed: {}, lost: 0 }
  for (const sample of samples) {
    const fate = fateOf(sample)
    if (fate === 'failed') fates.failed[sample.code!] = (fates.failed[sample.code!] ?? 0) + 1
    else if (fate) fates[fate]++
  }
  return fates
}

/** What became of one chart; undefined where it was never started. */
export function fateOf(sample: Sample): Fate | undefined {
  if (sample.outcome === 'dropped') return undefined
  if (hasArrived(sample)) return howArrived(sample)
  return isErrorCode(sample.code) ? 'failed' : 'lost'
}

/** A query that was started again costs more than a socket that was opened again, and outweighs it. */
function howArrived({ queries, reattached }: Sample): 'kept' | 'reattached' | 'requeried' {
  if (queries !== null && queries > 1) return 'requeried'
  return reattached > 0 ? 'reattached' : 'kept'
}

/**
 * The most queries beyond one for each chart that faults explain: those that were declared with a chart, and, for
 * users who got none and so were told of none, one for each fault.
 */
export function requeriesOf(samples: readonly Sample[], faults: readonly TrialFault[]): number {
  const started = samples.filter(({ outcome }) => outcome !== 'dropped')
  return started.reduce(
    (sum, sample) => sum + (hasArrived(sample) ? Math.max(0, (sample.queries ?? 1) - 1) : faults.length),
    0,
  )
}

/** From the first fault until the last chart was there, ms; null where either is missing. */
export function recoveryMsOf(samples: readonly Sample[], faults: readonly TrialFault[]): number | null {
  const charts = samples.filter(hasArrived)
  if (faults.length === 0 || charts.length === 0) return null
  const fromMs = faults.reduce((first, { atMs }) => Math.min(first, atMs), Number.POSITIVE_INFINITY)
  const lastUs = charts.reduce((last, { done }) => Math.max(last, done ?? 0), 0)
  return Math.max(0, lastUs - Math.round(fromMs * 1_000)) / 1_000
}
