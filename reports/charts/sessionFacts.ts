import type { Sample } from '../model.ts'
import { hasArrived } from '../samples.ts'
import { piecesOf, type Stage, totals, type WaitStage } from './stages.ts'

/** What holds for all charts of a trial, also for those that have no row of their own in the picture. */
export interface SessionFacts {
  /** The mean time of each stage, ms. */
  readonly meanMs: Readonly<Record<Stage, number>>
  /** The median share of a user's time after its result was there; null where no result was. */
  readonly heldBack: number | null
  /** When each worker was done, ms from the trial's zero, the first one first; empty where a chart is missing. */
  readonly ends: readonly (readonly [worker: string, doneMs: number])[]
}

/** Looks at every chart once, and keeps none. */
export function sessionFacts(samples: readonly Sample[], wait: WaitStage): SessionFacts {
  const sums: Record<Stage, number> = totals([])
  const shares: number[] = []
  const ends = new Map<string, number>()
  for (const sample of samples) {
    const own = totals(piecesOf(sample, wait))
    for (const stage of Object.keys(sums) as Stage[]) sums[stage] += own[stage] / samples.length
    const share = heldBackShare(sample)
    if (share !== null) shares.push(share)
    const worker = sample.worker ?? ''
    ends.set(worker, Math.max(ends.get(worker) ?? 0, (sample.done ?? 0) / 1_000))
  }
  shares.sort((a, b) => a - b)
  return {
    meanMs: sums,
    heldBack: shares[Math.floor(shares.length / 2)] ?? null,
    // Where users gave up, the last charts are missing that would have told.
    ends: samples.every(hasArrived) ? [...ends].sort((a, b) => a[1] - b[1]) : [],
  }
}

/** Users who gave up have waited for a result that was there, too. */
function heldBackShare({ intended, result, done }: Sample): number | null {
  if (result === null || done === null || done <= intended) return null
  return Math.max(0, done - Math.max(result, intended)) / (done - intended)
}
