import type { RecordedRun, Timeline } from '../../../reports/contract.ts'
import type { Sample, Trial } from '../../../reports/model.ts'

// What a made-up run would have kept busy. Nothing in it was measured.

const rolesOf: Readonly<Record<string, readonly string[]>> = {
  single: ['server'],
  'thread-per-user': ['acceptor'],
  cluster: ['primary', 'worker'],
  'proxy-pool': ['proxy', 'worker'],
  queue: ['web', 'worker'],
}

/** As of a run whose machine tells nothing. */
export const noTimeline = (): Timeline => ({ cpu: [], memory: [], connections: [], loopDelay: [] })

/** The same run, second by second: the first second is dear, and queries that block keep the loop from turning. */
export function withTimeline(run: RecordedRun): RecordedRun {
  return {
    ...run,
    timeline(trialId) {
      const trial = run.report.trials.find(({ id }) => id === trialId)
      if (!trial) return noTimeline()
      return timelineOf(trial, run.samples(trialId))
    },
  }
}

function timelineOf(trial: Trial, samples: readonly Sample[]): Timeline {
  const endMs = Math.max(1_000, ...samples.map(({ done }) => (done ?? 0) / 1_000))
  const every = (stepMs: number) =>
    Array.from({ length: Math.floor(endMs / stepMs) }, (_, i) => (i + 1) * stepMs)
  const threads = trial.strategy === 'thread-per-user'
  const blocked = trial.queryMode === 'blocking' && !threads && trial.strategy !== 'queue'
  const roles = rolesOf[trial.strategy] ?? ['server']
  const percent = (atMs: number) => ({
    ...Object.fromEntries(roles.map((role) => [role, atMs > 1_000 ? 6 : threads ? 120 : 35])),
    postgres: 12,
    driver: 8,
    harness: 4,
    supervisor: 0,
  })
  return {
    cpu: every(1_000).map((atMs) => ({ atMs, percent: percent(atMs) })),
    memory: [0, ...every(1_000)].map((atMs) => ({ atMs, bytes: (threads && atMs > 0 ? 500 : 80) * 1e6 })),
    connections: every(250).map((atMs) => ({
      atMs,
      held: trial.connections.budget,
      active: samples.filter(
        ({ connected, result }) =>
          connected !== null && result !== null && connected <= atMs * 1_000 && atMs * 1_000 < result,
      ).length,
    })),
    loopDelay: every(1_000).map((atMs, i) => ({ atMs, ms: blocked ? 5_003 : 2 + (i % 3) })),
  }
}
