import { emptySummary } from '../../harness/statistics/summary.ts'
import type { RecordedRun } from '../../reports/contract.ts'
import type { Cell, Report, Trial } from '../../reports/model.ts'
import { simulatedRun } from './simulated/run.ts'
import { noTimeline } from './simulated/timeline.ts'
import { withVerdict } from './simulated/variants.ts'

// Runs in the conditions that a page must render honestly. As in `simulated/run.ts`, nothing in them was measured.

const all = ['single', 'thread-per-user', 'cluster', 'proxy-pool', 'queue']

/** Several user counts and both query modes, with overloaded cells among them. */
export function matrix(users = [20, 64], patienceS = 120): RecordedRun {
  return simulatedRun({ names: all, users, modes: ['async', 'blocking'], patienceS })
}

/** bench was ended in the middle: the first of these was cut short, the others were never played. */
export function killed(unplayed: readonly string[], users = [24]): RecordedRun {
  const run = simulatedRun({ names: all, users })
  const { report } = run
  const [cut, ...never] = unplayed
  const cells = report.cells.map((cell) =>
    unplayed.includes(cell.key.strategy) ? notEnded(cell, cut) : cell,
  )
  const trials = report.trials
    .filter(({ strategy }) => !never.includes(strategy))
    .map((trial) => (trial.strategy === cut ? cutShort(trial) : trial))
  const comparison = report.comparison.map((one) => ({
    ...one,
    ranking: one.ranking.filter(({ strategy }) => !unplayed.includes(strategy)),
  }))
  return {
    ...run,
    report: { ...report, run: { ...report.run, interrupted: true }, cells, trials, comparison },
    samples: (id) => (trials.some((trial) => trial.id === id) ? run.samples(id) : []),
  }
}

const STOPPED = 'stopped by hand: 3 of 24 charts had arrived'

function cutShort(trial: Trial): Trial {
  const counts = { ...trial.counts, ok: 3, interrupted: trial.counts.started - 3 }
  return { ...trial, verdict: 'INTERRUPTED', reasons: [STOPPED], checks: [], counts }
}

function notEnded(cell: Cell, cut: string | undefined): Cell {
  const wasCut = cell.key.strategy === cut
  return {
    ...cell,
    verdict: 'INTERRUPTED',
    trials: wasCut ? cell.trials : [],
    reasons: [wasCut ? STOPPED : 'never played: the run ended before its turn'],
    ttcMs: emptySummary,
    physics: null,
    cpuMsPerChart: null,
    pssBytesPerUser: null,
    objectives: [],
  }
}

/** Every trial was made worthless by the machine. */
export function unusable(): RecordedRun {
  return all.reduce(lateDriver, simulatedRun({ names: all }))
}

/** One strategy failed, one could not run here, one was left out. */
export function mixed(): RecordedRun {
  let run = simulatedRun({ names: all, modes: ['async', 'blocking'] })
  run = withVerdict(run, 'proxy-pool', 'SKIPPED', 'nginx was not found: `bench setup nginx` installs it')
  run = withVerdict(run, 'thread-per-user', 'FAILED', 'charts are right: 2 wrong, limit 0 wrong')
  return lateDriver(run, 'cluster')
}

/** Trials of a strategy in which users were met too late to count. */
function lateDriver(run: RecordedRun, strategy: string): RecordedRun {
  const changed = withVerdict(run, strategy, 'INVALID', 'driver on time, latest: 180.2 ms, limit 50 ms')
  const late = { name: 'driver on time, latest', value: '180.2 ms', limit: '50 ms', ok: false }
  const trials = changed.report.trials.map((trial) =>
    trial.strategy === strategy
      ? { ...trial, checks: trial.checks.map((check) => (check.name === late.name ? late : check)) }
      : trial,
  )
  return { ...changed, report: { ...changed.report, trials } }
}

/** Five strategies, one user each. */
export function oneUser(): RecordedRun {
  return simulatedRun({ names: all, users: [1] })
}

/** Nothing was recorded. */
export function nothing(): RecordedRun {
  const { report } = simulatedRun()
  const none = { trials: [], cells: [], comparison: [] }
  return { report: { ...report, ...none }, samples: () => [], timeline: noTimeline }
}

/** No strategy meets one objective, and n is too small for the other. */
export function objectiveMissed(): RecordedRun {
  const run = simulatedRun({ names: all, users: [64] })
  const objectives: Cell['objectives'] = [
    { expression: 'max(ttc) < 8s', result: 'missed', value: '35.0 s' },
    { expression: 'p99(ttc) < 60s', result: 'n too small', value: '35.0 s' },
  ]
  const { report } = run
  return {
    ...run,
    report: {
      ...report,
      cells: report.cells.map((cell) => ({ ...cell, objectives })),
      comparison: report.comparison.map((one) => ({ ...one, ranking: [], recommendation: null })),
    },
  }
}

/** The same run, with other words in every recommendation and an imperative for every strategy. */
export function recommending(
  run: RecordedRun,
  changes: Partial<NonNullable<Report['comparison'][number]['recommendation']>>,
): RecordedRun {
  const { report } = run
  const comparison = report.comparison.map((one) => ({
    ...one,
    recommendation: one.recommendation && { ...one.recommendation, ...changes },
  }))
  const strategies = report.strategies.map((one) => ({ ...one, imperative: `Serve it as ${one.name} does` }))
  return { ...run, report: { ...report, comparison, strategies } }
}
