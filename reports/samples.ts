import type { Sample } from './model.ts'

/** Whether a chart came, complete and verified; one whose connection had to be made again came too. */
export function hasArrived({ outcome, done }: Pick<Sample, 'outcome' | 'done'>): boolean {
  return done !== null && (outcome === 'ok' || outcome === 'retried')
}

/** From the intended start to the end of the wait, µs. */
export function timeOf({ intended, done }: Pick<Sample, 'intended' | 'done'>): number {
  return (done ?? intended) - intended
}

/**
 * Time to chart, ms, as summaries count it: where no chart came with the time-out value, however soon a refusal
 * did. Null where a trial was stopped before the end of the wait, and where the time-out is not known.
 */
export function countedMs(sample: Sample, timeoutMs: number | null): number | null {
  if (hasArrived(sample)) return timeOf(sample) / 1_000
  return sample.outcome === 'interrupted' ? null : timeoutMs
}

/** What a chart's time is made of, µs. */
export interface Stages {
  /** From asking for a worker or connection to having it. */
  readonly waitUs: number
  /** The query itself, as the database measured it. */
  readonly queryUs: number
  /** All that is neither. */
  readonly overheadUs: number
}

/** What a chart's time is made of; null where no chart came or where the server did not tell all of it. */
export function stagesOf(sample: Sample): Stages | null {
  const { asked, connected, queryUs } = sample
  if (!hasArrived(sample) || asked === null || connected === null || queryUs === null) return null
  const waitUs = connected - asked
  return { waitUs, queryUs, overheadUs: Math.max(0, timeOf(sample) - waitUs - queryUs) }
}
