import { longestRecovery, pooledFates } from '../../reports/fates.ts'
import type { Cell, Trial, Verdict } from '../../reports/model.ts'
import type { Metric, Objective } from '../../scenarios/objective.ts'
import { judge, judgeRate } from '../statistics/objective.ts'
import { countsOf, type Durations, NO_DURATIONS, poolDurations, summariesOf } from './figures.ts'
import type { PlannedCell } from './plan.ts'
import type { TrialResult } from './record.ts'

/**
 * Sums up a cell over its valid trials; where none is valid, over those that tell how it failed
 * (OVERLOADED), and else over none.
 */
export function sumUpCell(
  planned: PlannedCell,
  results: readonly TrialResult[],
  objectives: readonly Objective[],
): Cell {
  const ours = results.filter((result) => result.trial.cell === planned.id)
  const verdict = cellVerdict(ours.map((result) => result.trial))
  const stated = ours.filter(
    (result) => result.trial.verdict === verdict && ['VALID', 'OVERLOADED'].includes(verdict),
  )
  const trials = stated.map((result) => result.trial)
  const durations = poolDurations(stated.map((result) => result.durations?.all ?? NO_DURATIONS))
  const groups = Object.keys(stated[0]?.durations?.groups ?? {})
  const pooled = new Map(
    groups.map((name) => [
      name,
      poolDurations(stated.map((one) => one.durations?.groups[name] ?? NO_DURATIONS)),
    ]),
  )
  const counts = sumCounts(trials)
  return {
    id: planned.id,
    key: { strategy: planned.strategy.name, users: planned.users, queryMode: planned.queryMode },
    trials: ours.map((result) => result.trial.id),
    verdict,
    reasons:
      ours.length > 0
        ? [...new Set(ours.flatMap((result) => result.trial.reasons))]
        : ['never played: the run ended before its turn'],
    validTrials: ours.filter((result) => result.trial.verdict === 'VALID').length,
    counts,
    ...summariesOf(durations),
    groups: Object.fromEntries([...pooled].map(([name, one]) => [name, summariesOf(one)])),
    physics: pooledPhysics(trials),
    fates: pooledFates(trials.map((trial) => trial.fates)),
    recoveryMs: longestRecovery(trials.map((trial) => trial.recoveryMs)),
    cpuMsPerChart: mean(trials.map((trial) => trial.resources?.cpuMsPerChart)),
    pssBytesPerUser: mean(trials.map((trial) => trial.resources?.pssBytesPerUser)),
    objectives:
      stated.length > 0 ? objectives.map((one) => judgeObjective(one, durations, pooled, counts)) : [],
  }
}

/** The record of a cell that could not run here. */
export function skippedCell(
  planned: Pick<PlannedCell, 'id' | 'users' | 'queryMode'>,
  strategy: string,
  reason: string,
): Cell {
  return {
    id: planned.id,
    key: { strategy, users: planned.users, queryMode: planned.queryMode },
    trials: [],
    verdict: 'SKIPPED',
    reasons: [reason],
    validTrials: 0,
    counts: sumCounts([]),
    ...summariesOf(NO_DURATIONS),
    groups: {},
    physics: null,
    fates: null,
    recoveryMs: null,
    cpuMsPerChart: null,
    pssBytesPerUser: null,
    objectives: [],
  }
}

/** A cell is as good as its valid trials, except that a target which failed once has failed. */
function cellVerdict(trials: readonly Trial[]): Verdict {
  const verdicts = new Set(trials.map((trial) => trial.verdict))
  const order = ['FAILED', 'VALID', 'OVERLOADED', 'INVALID', 'INTERRUPTED', 'SKIPPED'] as const
  return order.find((verdict) => verdicts.has(verdict)) ?? 'INTERRUPTED'
}

function judgeObjective(
  objective: Objective,
  all: Durations,
  groups: ReadonlyMap<string, Durations>,
  counts: Cell['counts'],
): Cell['objectives'][number] {
  const { expression } = objective
  if (objective.kind === 'rate') {
    const ended = counts.started - counts.interrupted
    return { expression, ...judgeRate(objective, counts.error + counts.timeout, ended) }
  }
  const durations = objective.group === undefined ? all : (groups.get(objective.group) ?? all)
  return { expression, ...judge(objective, valuesOf(durations, objective.metric)) }
}

/** Interactions are judged while others load, where there were any. */
function valuesOf(durations: Durations, metric: Metric): readonly number[] {
  if (metric !== 'interaction') return durations[metric]
  const { alone, loaded } = durations.interaction
  return loaded.length > 0 ? loaded : alone
}

function sumCounts(trials: readonly Trial[]): Cell['counts'] {
  const sum = countsOf([])
  for (const { counts } of trials) {
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += counts[name]
  }
  return sum
}

/** Trials of a cell share scenario and slots; their floors differ only by the drawn arrivals. */
function pooledPhysics(trials: readonly Trial[]): Cell['physics'] {
  const first = trials.find((trial) => trial.physics !== null)?.physics
  if (!first) return null
  return {
    ...first,
    efficiency: mean(trials.map((trial) => trial.physics?.efficiency)),
    atBest: mean(trials.map((trial) => trial.physics?.atBest)),
    violations: trials.reduce((sum, trial) => sum + (trial.physics?.violations ?? 0), 0),
  }
}

function mean(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value) => typeof value === 'number')
  return known.length === 0
    ? null
    : Number((known.reduce((sum, value) => sum + value, 0) / known.length).toFixed(4))
}
