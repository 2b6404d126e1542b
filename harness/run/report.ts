import type { Cell, Report, Trial } from '../../reports/model.ts'
import { groupNames, loadModelOf } from '../../scenarios/contract.ts'
import { parseObjective } from '../../scenarios/objective.ts'
import { strategyNames } from '../../strategies/index.ts'
import { readEnvironment } from '../measure/environment.ts'
import type { ChosenNginx } from '../services/nginx/needed.ts'
import type { Services } from '../services/start.ts'
import type { StrategyReference } from '../target/strategyReference.ts'
import { skippedCell, sumUpCell } from './cells.ts'
import { notesOn } from './notes.ts'
import type { PlannedCell } from './plan.ts'
import type { Burst } from './ranking/goFaster.ts'
import { compareCells } from './ranking/index.ts'
import type { TrialResult } from './record.ts'
import type { RunSetup } from './setup.ts'

/** What has been played, and what has been left out. */
export interface Played {
  readonly cells: readonly PlannedCell[]
  /** Why a cell cannot be played, by its id. */
  readonly unable: ReadonlyMap<string, string>
  readonly results: readonly TrialResult[]
  /** Every strategy that was asked for, in the order in which reports show them. */
  readonly references: readonly StrategyReference[]
  /** What the targets' proxies are, where there are any. */
  readonly nginx: ChosenNginx | undefined
  /** Whether everything that was planned has been played. */
  readonly complete: boolean
}

/** The report of a run as far as it has come. */
export function reportOf(
  setup: RunSetup,
  services: Services,
  startedAt: Date,
  { cells: planned, unable, results, references, nginx, complete }: Played,
): Report {
  const { options } = setup
  const strategies = new Map(
    options.strategies.flatMap(({ name, strategy }) => (strategy ? [[name, strategy] as const] : [])),
  )
  const groups = groupNames(options.scenario)
  const objectives = options.scenario.objectives.map((text) => parseObjective(text, groups))
  const trials: Trial[] = results.map((result) => result.trial)
  const cells: Cell[] = [
    ...planned.map((cell) => {
      const reason = unable.get(cell.id)
      return reason === undefined
        ? sumUpCell(cell, results, objectives)
        : skippedCell(cell, cell.strategy.name, reason)
    }),
    ...setup.skipped.flatMap(({ name, reason }) =>
      groupsOf(planned).map(({ users, queryMode }) =>
        skippedCell({ id: `${name}/${users}/${queryMode}`, users, queryMode }, name, reason),
      ),
    ),
  ]
  const environment = readEnvironment()
  return {
    version: 1,
    run: {
      id: services.runId,
      startedAt: startedAt.toISOString(),
      command: setup.command,
      seed: options.seed,
      scenario: { ...options.scenario },
      driver: setup.driver.name,
      loadModel: loadModelOf(options.scenario),
      providers: [
        {
          service: 'postgres',
          provider: services.postgres.provider,
          version: services.postgres.version,
          reason: services.reason,
          ...(services.container && { container: services.container }),
        },
        ...(nginx ? [{ service: 'nginx', ...nginx }] : []),
      ],
      commit: environment.commit,
      interrupted: !complete,
      plannedTrials: planned.filter(({ id }) => !unable.has(id)).length * options.trials,
      notes: [...(setup.notes ?? []), ...notesOn(trials)],
    },
    environment: { ...environment.facts, postgres: services.postgres.version, nginx: nginx?.version ?? null },
    strategies: references.map(({ name, strategy }) => ({
      name,
      title: strategy?.title ?? 'a target of its own',
      summary: strategy?.summary ?? '',
      ...(strategy ? { imperative: strategy.imperative } : {}),
      color: strategy?.color ?? { light: '#5E6A7E', dark: '#8C98A9' },
      mark: strategy?.mark ?? 'plus',
      capabilities: strategy ? { ...strategy.capabilities } : null,
    })),
    trials,
    cells,
    comparison: compareCells(cells, {
      trials,
      strategies,
      simplestFirst: strategyNames,
      connections: options.connections,
      workers: options.workers,
      burst: plainBurst(options),
    }),
  }
}

/** The load where its limit can be reckoned by users and connections alone, else null. */
function plainBurst({ scenario, queryMs, widgets }: RunSetup['options']): Burst | null {
  const alone = Object.keys(scenario.besides).length === 0 && scenario.faults.length === 0
  return scenario.load.shape === 'burst' && alone ? { queryMs, widgets } : null
}

/** The combinations of users and query mode that are compared, each once. */
function groupsOf(planned: readonly PlannedCell[]): Pick<PlannedCell, 'users' | 'queryMode'>[] {
  const groups = new Map(planned.map((cell) => [`${cell.users}/${cell.queryMode}`, cell]))
  return groups.size > 0 ? [...groups.values()] : [{ users: 0, queryMode: 'async' }]
}
