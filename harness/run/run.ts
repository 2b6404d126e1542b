import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serialize } from '../../reports/json.ts'
import type { Report } from '../../reports/model.ts'
import { plannedFaults } from '../../scenarios/faults.ts'
import { strategyNames } from '../../strategies/index.ts'
import { BenchError, exitCodes } from '../errors.ts'
import { endLedger } from '../lifecycle/clean.ts'
import { createLedger } from '../lifecycle/ledger.ts'
import { readEnvironment } from '../measure/environment.ts'
import { nginxFor } from '../services/nginx/needed.ts'
import { type Services, startServices } from '../services/start.ts'
import { isolatedNginx } from '../target/isolation/nginx.ts'
import { sharedWithPostgres, spareCpus } from '../target/isolation/spareCpus.ts'
import { resolveStrategy, type StrategyReference } from '../target/strategyReference.ts'
import { compileAhead } from './compileAhead.ts'
import { whyNot } from './faultRole.ts'
import { type PlannedCell, planRun, type RunOptions } from './plan.ts'
import { expectedRun } from './progress/expected.ts'
import { type TrialResult, unmeasuredTrial } from './record.ts'
import { reportOf } from './report.ts'
import { makeRunFolder } from './runFolder.ts'
import type { RunSetup } from './setup.ts'
import { runTrial } from './trial.ts'

/**
 * Plays all trials and returns the report, which is also in the folder, written anew after every trial, so
 * that what was measured survives whatever comes. Rejects where a service fails or the harness itself does.
 */
export async function performRun(setup: RunSetup): Promise<Report> {
  const { options, folder, progress, signal } = setup
  const planned = planRun(options)
  const { cells } = planned
  const { isolation } = setup
  const nginx = isolation
    ? isolatedNginx(isolation, options.strategies)
    : await nginxFor(options.strategies, setup.provider, { signal, progress: progress.note })
  const references = await allReferences(setup)
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
      cpus: isolation && spareCpus(isolation.limits),
    }).finally(() => compiling)
    const sharing = isolation && sharedWithPostgres(isolation.limits, services.postgres)
    const noted = sharing === undefined ? setup : { ...setup, notes: [...(setup.notes ?? []), sharing] }
    const results: TrialResult[] = []
    const unable = unableCells(cells, options, services)
    const trials = planned.trials.filter(({ cell }) => !unable.has(cell.id))
    // Until the last trial has ended a report says that it is not whole: bench itself may be killed.
    const write = (complete = false) => {
      const played = { cells, unable, results, references, nginx, complete }
      const report = reportOf(noted, services, startedAt, played)
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
      nginx: nginx?.version ?? null,
    }
    writeFileSync(join(folder, 'run.json'), `${JSON.stringify(record, null, 2)}\n`)
    write()
    progress.plan(expectedRun(options, trials))
    for (const [i, trial] of trials.entries()) {
      if (signal.aborted) break
      const context = {
        options,
        services,
        driver: setup.driver,
        folder,
        isolation,
        signal,
        progress: progress.trial(i + 1),
      }
      try {
        results.push(await runTrial(trial, context))
      } catch (error) {
        if (!signal.aborted) throw await blamed(error, services)
        results.push({
          trial: unmeasuredTrial(trial, options, 'INTERRUPTED', new Error('stopped by hand'), isolation),
          durations: undefined,
        })
      }
      write()
    }
    return write(!signal.aborted)
  } finally {
    progress.end()
    await endLedger(ledger, progress.note)
  }
}

/** Those that are played and those that are skipped: what ships in the order in which it ships, then the others. */
async function allReferences({ options, skipped }: RunSetup): Promise<StrategyReference[]> {
  if (skipped.length === 0) return [...options.strategies]
  const left = await Promise.all(skipped.map(({ name }) => resolveStrategy(name)))
  const place = ({ name }: StrategyReference) => {
    const index = (strategyNames as readonly string[]).indexOf(name)
    return index < 0 ? strategyNames.length : index
  }
  return [...options.strategies, ...left].sort((a, b) => place(a) - place(b))
}

/** Why cells cannot be played: a strategy lacks a part that the scenario's faults are meant for. By id of the cell. */
function unableCells(
  cells: readonly PlannedCell[],
  { scenario }: RunOptions,
  { postgres }: Services,
): Map<string, string> {
  const faults = plannedFaults(scenario)
  return new Map(
    cells.flatMap(({ id, strategy: { strategy } }) => {
      const reason = whyNot(faults, strategy?.capabilities.roles, postgres)
      return reason === undefined ? [] : [[id, reason] as const]
    }),
  )
}

/** The error of a trial, or that Postgres has gone, of which every other failure is then a consequence. */
async function blamed(error: unknown, services: Services): Promise<unknown> {
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
