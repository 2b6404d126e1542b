import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serialize } from '../../reports/json.ts'
import type { Cell, Report, Trial } from '../../reports/model.ts'
import { parseObjective } from '../../scenarios/objective.ts'
import type { Driver } from '../drivers/contract.ts'
import { BenchError, exitCodes } from '../errors.ts'
import { endLedger } from '../lifecycle/clean.ts'
import { createLedger } from '../lifecycle/ledger.ts'
import { readEnvironment } from '../measure/environment.ts'
import { skippedCell, sumUpCell } from './cells.ts'
import { compileAhead } from './compileAhead.ts'
import { type PlannedCell, planRun, type RunOptions } from './plan.ts'
import type { RunProgress } from './progress.ts'
import { compareCells } from './ranking.ts'
import { type TrialResult, unmeasuredTrial } from './record.ts'
import { makeRunFolder } from './runFolder.ts'
import { type RunServices, startServices } from './services.ts'
import { runTrial } from './trial.ts'

/** How a run is to be carried out, beside what it plays. */
export interface RunSetup {
  readonly options: RunOptions
  readonly driver: Driver
  readonly provider: string
  /** The run's folder; made, must not exist. */
  readonly folder: string
  /** The command line as it was typed. */
  readonly command: string
  readonly progress: RunProgress
  /** Aborted: the trial under way is stopped in order, and what was recorded is kept. */
  readonly signal: AbortSignal
  /** Strategies that were asked for but cannot run here, with the reason. */
  readonly skipped: readonly { name: string; reason: string }[]
}

/**
 * Plays all trials and returns the report, which is also in the folder, written anew after every trial, so
 * that what was measured survives whatever comes. Rejects where a service fails or the harness itself does.
 */
export async function performRun(setup: RunSetup): Promise<Report> {
  const { options, folder, progress, signal } = setup
  const { cells, trials } = planRun(options)
  using _folder = makeRunFolder(folder)
  const startedAt = new Date()
  const runId = `${startedAt.getTime().toString(36)}_${process.pid.toString(36)}`
  const ledger = createLedger(runId)
  try {
    const compiling = compileAhead({ strategies: options.strategies, driver: setup.driver, ledger, signal })
    await using services = await startServices({
      runId,
      ledger,
      provider: setup.provider,
      signal,
      progress: progress.note,
    }).finally(() => compiling)
    const results: TrialResult[] = []
    const write = () => {
      const report = reportOf(setup, services, startedAt, cells, results)
      writeFileSync(join(folder, 'report.json'), serialize(report))
      return report
    }
    const record = {
      command: setup.command,
      seed: options.seed,
      options: { ...options, strategies: options.strategies.map((one) => one.name) },
      order: trials.map((trial) => trial.id),
      environment: readEnvironment(),
      postgres: services.postgres.version,
    }
    writeFileSync(join(folder, 'run.json'), `${JSON.stringify(record, null, 2)}\n`)
    write()
    for (const planned of trials) {
      if (signal.aborted) break
      const context = {
        options,
        services,
        driver: setup.driver,
        folder,
        signal,
        progress: progress.trial(planned, trials.length),
      }
      try {
        results.push(await runTrial(planned, context))
      } catch (error) {
        if (!signal.aborted) throw await blamed(error, services)
        results.push({
          trial: unmeasuredTrial(planned, options, 'INTERRUPTED', new Error('stopped by hand')),
          durations: undefined,
        })
      }
      write()
    }
    return write()
  } finally {
    progress.end()
    await endLedger(ledger, progress.note)
  }
}

/** The error of a trial, or that Postgres has gone, of which every other failure is then a consequence. */
async function blamed(error: unknown, services: RunServices): Promise<unknown> {
  try {
    await services.admin.query('select 1')
    return error
  } catch (cause) {
    return new BenchError('POSTGRES_LOST', 'Postgres does not answer any more', {
      exitCode: exitCodes.machineLacks,
      hint: 'it ended by itself or was ended, by hand or for want of memory; trials before this one are kept',
      cause,
    })
  }
}

function reportOf(
  setup: RunSetup,
  services: RunServices,
  startedAt: Date,
  planned: readonly PlannedCell[],
  results: readonly TrialResult[],
): Report {
  const { options } = setup
  const strategies = new Map(
    options.strategies.flatMap(({ name, strategy }) => (strategy ? [[name, strategy] as const] : [])),
  )
  const groups = ['users', ...Object.keys(options.scenario.besides)]
  const objectives = options.scenario.objectives.map((text) => parseObjective(text, groups))
  const trials: Trial[] = results.map((result) => result.trial)
  const cells: Cell[] = [
    ...planned.map((cell) => sumUpCell(cell, results, objectives)),
    ...setup.skipped.map(({ name, reason }) => {
      const { users = 0, queryMode = 'async' } = planned[0] ?? {}
      return skippedCell({ id: `${name}/${users}/${queryMode}`, users, queryMode }, name, reason)
    }),
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
      providers: [
        {
          service: 'postgres',
          provider: services.postgres.provider,
          version: services.postgres.version,
          reason: services.reason,
        },
      ],
      commit: environment.commit,
      interrupted: setup.signal.aborted,
      notes: options.trials === 1 ? ['one trial for each cell: no estimate of noise'] : [],
    },
    environment: { ...environment.facts, postgres: services.postgres.version },
    strategies: options.strategies.map(({ name, strategy }) => ({
      name,
      title: strategy?.title ?? 'a target of its own',
      summary: strategy?.summary ?? '',
      color: strategy?.color ?? { light: '#5E6A7E', dark: '#8C98A9' },
      mark: strategy?.mark ?? 'plus',
      capabilities: strategy ? { ...strategy.capabilities } : null,
    })),
    trials,
    cells,
    comparison: compareCells(cells, {
      trials,
      strategies,
      connections: options.connections,
      queryMs: options.queryMs,
    }),
  }
}
