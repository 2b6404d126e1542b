import { emptySummary, summarize } from '../../../harness/statistics/summary.ts'
import type { RecordedRun } from '../../../reports/contract.ts'
import type { Cell, Fates, Report, Trial, TrialFault, Verdict } from '../../../reports/model.ts'

// Other shapes of a made-up run. Nothing in them was measured.

/** Puts another verdict and reason on a strategy's trials and cells, with what that implies for its figures. */
export function withVerdict(
  run: RecordedRun,
  strategy: string,
  verdict: Verdict,
  reason: string,
): RecordedRun {
  const change = <T extends { verdict: Verdict; reasons: string[]; ttcMs: Trial['ttcMs'] }>(one: T): T => ({
    ...one,
    verdict,
    reasons: [reason],
    ...(verdict === 'SKIPPED' ? { ttcMs: emptySummary } : {}),
  })
  const { report } = run
  const measured = verdict !== 'SKIPPED'
  return {
    report: {
      ...report,
      trials: report.trials.map((trial) => (trial.strategy === strategy ? change(trial) : trial)),
      cells: report.cells.map((cell) => (cell.key.strategy === strategy ? change(cell) : cell)),
      comparison: report.comparison.map((one) => ({
        ...one,
        ranking: one.ranking.filter((place) => place.strategy !== strategy),
        recommendation: one.recommendation?.strategy === strategy ? null : one.recommendation,
      })),
    },
    timeline: run.timeline,
    samples: (id) =>
      measured || report.trials.find((trial) => trial.id === id)?.strategy !== strategy
        ? run.samples(id)
        : [],
  }
}

/** Lets two faults strike a run: a worker is killed and the database stands still, with a fate for each strategy. */
export function withFaults(run: RecordedRun): RecordedRun {
  const done = { index: 0, ok: true, detail: 'as planned' }
  const faults: TrialFault[] = [
    { ...done, atMs: 3_000, doneMs: 3_004.2, what: 'kill', role: 'worker', forMs: null },
    { ...done, atMs: 6_500, doneMs: 8_502.1, what: 'pause', role: 'postgres', forMs: 2_000 },
  ]
  const fates: Record<string, Fates> = {
    single: {
      kept: 0,
      reattached: 0,
      requeried: 0,
      failed: { WORKER_GONE: 20, UNKNOWN_SESSION: 4 },
      lost: 0,
    },
    'thread-per-user': { kept: 0, reattached: 0, requeried: 0, failed: { WORKER_GONE: 24 }, lost: 0 },
    cluster: { kept: 17, reattached: 0, requeried: 0, failed: { WORKER_GONE: 7 }, lost: 0 },
    'proxy-pool': { kept: 18, reattached: 5, requeried: 0, failed: {}, lost: 1 },
    queue: { kept: 14, reattached: 0, requeried: 10, failed: {}, lost: 0 },
  }
  const struck = (name: string) => {
    const { kept, reattached, requeried } = fates[name]!
    return { fates: fates[name]!, recoveryMs: kept + reattached + requeried > 0 ? 14_012.5 : null }
  }
  const { report } = run
  return {
    report: {
      ...report,
      trials: report.trials.map((trial) => ({ ...trial, faults, ...struck(trial.strategy) })),
      cells: report.cells.map((cell) => ({ ...cell, ...struck(cell.key.strategy) })),
    },
    samples: run.samples,
    timeline: run.timeline,
  }
}

/** The same run, as if its users had come when others had left. */
export function asClosed(run: RecordedRun): RecordedRun {
  const without = <T extends { physics: Trial['physics'] }>(one: T): T => ({
    ...one,
    physics: one.physics && {
      ...one.physics,
      floorMs: null,
      ownFloorMs: null,
      atBest: null,
      curve: undefined,
    },
  })
  const { report } = run
  return {
    report: {
      ...report,
      run: { ...report.run, loadModel: 'closed' },
      trials: report.trials.map(without),
      cells: report.cells.map(without),
    },
    samples: run.samples,
    timeline: run.timeline,
  }
}

/** A run with more strategies: copies of its first one under the names `extra-1` and so on, `count` in all. */
export function withStrategies(run: RecordedRun, count: number): RecordedRun {
  const { report } = run
  const first = report.strategies[0]!
  const original = new Map<string, string>()
  const copies = Array.from({ length: Math.max(count - report.strategies.length, 0) }, (_, i) => {
    const name = `extra-${i + 1}`
    const renamed = (id: string) => `${id}-${name}`
    return {
      strategy: { ...first, name, mark: 'star' as const },
      trials: report.trials.filter(isFirst).map((trial) => {
        original.set(renamed(trial.id), trial.id)
        return { ...trial, id: renamed(trial.id), cell: renamed(trial.cell), strategy: name }
      }),
      cells: report.cells
        .filter(({ key }) => key.strategy === first.name)
        .map((cell) => ({
          ...cell,
          id: renamed(cell.id),
          key: { ...cell.key, strategy: name },
          trials: cell.trials.map(renamed),
        })),
    }
  })
  return {
    report: {
      ...report,
      strategies: [...report.strategies, ...copies.map(({ strategy }) => strategy)],
      trials: [...report.trials, ...copies.flatMap(({ trials }) => trials)],
      cells: [...report.cells, ...copies.flatMap(({ cells }) => cells)],
    },
    samples: (id) => run.samples(original.get(id) ?? id),
    timeline: run.timeline,
  }

  function isFirst({ strategy }: Trial): boolean {
    return strategy === first.name
  }
}

/** A run whose report does not describe one of its strategies. */
export function undescribed(run: RecordedRun, name: string): RecordedRun {
  const { report } = run
  return { ...run, report: { ...report, strategies: report.strategies.filter((one) => one.name !== name) } }
}

/** A run whose servers told how they dealt out users: by strategy, `[users, slots]` of each worker. */
export function withWorkers(
  run: RecordedRun,
  dealt: Record<string, readonly (readonly [users: number, slots: number])[]>,
): RecordedRun {
  return withTrials(run, (trial) => {
    const workers = dealt[trial.strategy]?.map(([sessions, slots], i) => ({
      worker: `w${i + 1}`,
      pid: 1_000 + i,
      sessions,
      slots,
    }))
    if (!workers) return trial
    const slots = workers.map((worker) => worker.slots).filter((count) => count > 0)
    return {
      ...trial,
      workers,
      connections: slots.length > 0 ? { ...trial.connections, slots } : trial.connections,
    }
  })
}

/** A run with connected users: by strategy, how long answers take alone and with others, ms, and how many. */
export function withInteractions(
  run: RecordedRun,
  answers: Record<string, { aloneMs: number; loadedMs: number; n: number; loopDelayMs?: number }>,
): RecordedRun {
  const interactionMs = (name: string) => {
    const { aloneMs, loadedMs, n } = answers[name]!
    const around = (ms: number) =>
      summarize(Array.from({ length: n }, (_, i) => Math.round(ms * 1_000 * (0.5 + (0.5 * (i + 1)) / n))))
    return { alone: around(aloneMs), loaded: around(loadedMs) }
  }
  const changed = withTrials(run, (trial) =>
    answers[trial.strategy]
      ? {
          ...trial,
          interactionMs: interactionMs(trial.strategy),
          resources: trial.resources && {
            ...trial.resources,
            loopDelayMs: answers[trial.strategy]?.loopDelayMs ?? 4,
          },
        }
      : trial,
  )
  const cells = run.report.cells.map(
    (cell): Cell =>
      answers[cell.key.strategy] && cell.validTrials > 0
        ? { ...cell, interactionMs: interactionMs(cell.key.strategy) }
        : cell,
  )
  return { ...changed, report: { ...changed.report, cells } }
}

/** The same run with another scenario. */
export function withScenario(run: RecordedRun, scenario: Report['run']['scenario']): RecordedRun {
  const { report } = run
  return { ...run, report: { ...report, run: { ...report.run, scenario } } }
}

function withTrials(run: RecordedRun, change: (trial: Trial) => Trial): RecordedRun {
  return { ...run, report: { ...run.report, trials: run.report.trials.map(change) } }
}
