import type { Sample } from '../model.ts'
import { hasArrived } from '../samples.ts'

/** How many charts of a trial were in which stage, from a moment on, ms from the zero of its schedule. */
export interface Occupancy {
  readonly atMs: number
  /** Had begun, and their query had not, as far as they were told: a server, a connection or a worker was not free. */
  readonly waiting: number
  /** Had a connection that ran their query. */
  readonly running: number
}

/**
 * Both counts at every moment at which one changes, from the stamps that servers gave with their charts. They are
 * exact also while a loop stands still, when its own counters are old; who gave up was told nothing. Empty where
 * charts came without stamps.
 */
export function occupancyOf(samples: readonly Sample[]): Occupancy[] {
  const arrived = samples.filter(hasArrived)
  if (arrived.length > 0 && arrived.every(({ connected }) => connected === null)) return []
  const changes: { readonly at: number; readonly waiting: number; readonly running: number }[] = []
  const stay = (from: number, to: number, waiting: number, running: number) => {
    if (to <= from) return
    changes.push({ at: from, waiting, running }, { at: to, waiting: -waiting, running: -running })
  }
  for (const { outcome, intended, connected, result, done } of samples) {
    if (outcome === 'dropped') continue
    const end = done ?? intended
    stay(intended, connected ?? end, 1, 0)
    if (connected !== null) stay(connected, result ?? end, 0, 1)
  }
  const steps: Occupancy[] = []
  let [waiting, running] = [0, 0]
  for (const change of changes.sort((a, b) => a.at - b.at)) {
    waiting += change.waiting
    running += change.running
    const atMs = change.at / 1_000
    if (steps.at(-1)?.atMs === atMs) steps.pop()
    steps.push({ atMs, waiting, running })
  }
  return steps
}
