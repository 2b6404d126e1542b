import { MAIN_GROUP, type Scenario } from '../../scenarios/contract.ts'
import { type ScheduleOptions, schedule } from '../../scenarios/plan.ts'
import { derive } from '../../scenarios/shapes/random.ts'
import type { QueryMode, Settings } from '../../strategies/app/settings.ts'
import { mustSuffice } from '../target/leastConnections.ts'
import type { StrategyReference } from '../target/strategyReference.ts'

/** What a run plays, with everything decided but the seed's consequences. */
export interface RunOptions {
  readonly strategies: readonly StrategyReference[]
  readonly scenario: Scenario
  /** User counts of the matrix; undefined where rate × duration fixes the count. */
  readonly users: readonly (number | undefined)[]
  readonly queryModes: readonly QueryMode[]
  readonly queryMs: number
  readonly connections: number
  readonly workers: number
  readonly widgets: number
  readonly rate: number | undefined
  readonly durationMs: number | undefined
  readonly timeoutMs: number | undefined
  readonly trials: number
  readonly seed: number
  /** For workers behind a proxy; null or undefined: Unix sockets. */
  readonly ports?: Settings['ports']
}

/** One combination of the matrix. */
export interface PlannedCell {
  readonly id: string
  readonly strategy: StrategyReference
  readonly users: number
  readonly queryMode: QueryMode
  readonly schedule: ScheduleOptions
}

/** One trial in the order of the run. */
export interface PlannedTrial {
  readonly id: string
  readonly order: number
  readonly cell: PlannedCell
}

/**
 * The cells of the matrix and their trials in seeded random order: every round plays each cell once, so that
 * a drift of the machine meets all alike. Throws wrong use where a strategy cannot work with so few
 * connections, before anything runs.
 */
export function planRun(options: RunOptions): { cells: PlannedCell[]; trials: PlannedTrial[] } {
  const cells = options.strategies.flatMap((strategy) =>
    options.users.flatMap((users) =>
      options.queryModes.map((mode) => planCell(options, strategy, users, mode)),
    ),
  )
  const random = derive(options.seed, 'order')
  const order = Array.from({ length: options.trials }, () => shuffle(cells, random)).flat()
  const digits = Math.max(2, String(order.length).length)
  const trials = order.map((cell, i) => ({
    id: `${String(i + 1).padStart(digits, '0')}-${cell.strategy.name}`,
    order: i + 1,
    cell,
  }))
  return { cells, trials }
}

function planCell(
  options: RunOptions,
  reference: StrategyReference,
  users: number | undefined,
  queryMode: QueryMode,
): PlannedCell {
  const { connections, workers, queryMs, widgets, rate, durationMs, seed } = options
  mustSuffice(reference, { connections, queryMode, workers })
  const planned = { seed, connections, queryMs, widgets, rate, durationMs, users }
  // Who makes several journeys is one user.
  const count = schedule(options.scenario, planned).filter(
    (user) => user.group === MAIN_GROUP && user.after === undefined,
  ).length
  return {
    id: `${reference.name}/${count}/${queryMode}`,
    strategy: reference,
    users: count,
    queryMode,
    schedule: planned,
  }
}

/** Fisher–Yates. */
function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const shuffled = [...items]
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const other = shuffled[j]!
    shuffled[j] = shuffled[i]!
    shuffled[i] = other
  }
  return shuffled
}
