import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Verdict } from '../../reports/model.ts'
import { plannedFaults } from '../../scenarios/faults.ts'
import { schedule } from '../../scenarios/plan.ts'
import { nowUs } from '../../strategies/app/clock.ts'
import type { Driver } from '../drivers/contract.ts'
import { BenchError } from '../errors.ts'
import { Disposal } from '../lifecycle/disposal.ts'
import { unlessAborted } from '../lifecycle/unlessAborted.ts'
import { createTargetRole } from '../services/database/role.ts'
import { watchConnections } from '../services/database/watch.ts'
import { needsOwnTables } from '../target/strategyReference.ts'
import { startTarget } from '../target/target.ts'
import { mustSuffer } from './faultRole.ts'
import { measure } from './measure.ts'
import type { PlannedTrial, RunOptions } from './plan.ts'
import type { RunStage } from './progress.ts'
import { untilQuiet } from './quiet.ts'
import { recordTrial, type TrialResult, unmeasuredTrial } from './record.ts'
import { Recorder } from './recorder.ts'
import type { RunServices } from './services.ts'
import { settingsFor } from './settings.ts'
import { lastFloorMs, timeoutFor } from './timeout.ts'
import { verifyTarget } from './verify.ts'
import { warmUp } from './warmUp.ts'

export interface TrialContext {
  readonly options: RunOptions
  readonly services: RunServices
  readonly driver: Driver
  /** The run's folder. */
  readonly folder: string
  readonly signal: AbortSignal
  readonly progress: (stage: RunStage) => void
}

/** Sockets of one driver process. */
const MAX_IN_FLIGHT = 8_000

/** Failures that end a trial but not the run: of a target before it was measured, of the driver, of the plan. */
const verdicts: Readonly<Record<string, Verdict>> = {
  TARGET_START: 'FAILED',
  VERIFY_FAILED: 'FAILED',
  WARM_UP_FAILED: 'FAILED',
  DRIVER_FAILED: 'INVALID',
  CANNOT_SUFFER: 'SKIPPED',
}

/**
 * One fresh boot of a strategy under a scenario, in phases: prepare, verify, warm up, measure, check,
 * dispose. A target that fails gives a FAILED trial; a fault of the harness throws, and so does an interrupt
 * before anything was measured. Everything that was started is gone when it returns.
 */
export async function runTrial(planned: PlannedTrial, context: TrialContext): Promise<TrialResult> {
  const folder = join(context.folder, 'trials', planned.id)
  mkdirSync(join(folder, 'target'), { recursive: true })
  let result: TrialResult
  {
    await using disposal = new Disposal()
    try {
      result = await playTrial(planned, context, folder, disposal)
    } catch (error) {
      context.signal.throwIfAborted()
      const verdict = error instanceof BenchError ? verdicts[error.code] : undefined
      if (!verdict) throw error
      result = { trial: unmeasuredTrial(planned, context.options, verdict, error), durations: undefined }
    }
    context.progress({ stage: 'dispose' })
  }
  writeFileSync(join(folder, 'trial.json'), `${JSON.stringify(result.trial, null, 2)}\n`)
  context.progress({ stage: 'judged', verdict: result.trial.verdict, reasons: result.trial.reasons })
  return result
}

async function playTrial(
  planned: PlannedTrial,
  context: TrialContext,
  folder: string,
  disposal: Disposal,
): Promise<TrialResult> {
  const startedUs = nowUs()
  const { options, services, signal, progress } = context
  const { admin, postgres, ledger, expected } = services
  const { cell } = planned

  progress({ stage: 'prepare' })
  const name = `${services.runId}_${planned.order}`
  const role = disposal.use(
    await createTargetRole(admin, postgres, {
      connections: options.connections,
      name,
      ledger,
      ownTables: needsOwnTables(cell.strategy),
    }),
  )
  const connections = disposal.use(
    await watchConnections(postgres.url, { disposable: postgres.disposable, ignore: [admin.backends] }),
  )
  const settings = settingsFor(planned, options, role, join(folder, 'target'))
  const target = disposal.use(
    await startTarget({
      reference: cell.strategy,
      settings,
      ledger,
      signal,
      logFile: join(folder, 'target.log'),
    }),
  )
  const { url, slots, capabilities } = target.ready
  const faults = plannedFaults(options.scenario)
  mustSuffer(faults, capabilities.roles, postgres)
  const users = schedule(options.scenario, cell.schedule)
  const timeoutMs = options.timeoutMs ?? timeoutFor(users, slots)
  const plan = {
    url,
    users: users.map((user) => ({ ...user, timeoutMs })),
    expected,
    maxInFlight: MAX_IN_FLIGHT,
  }
  const recorder = new Recorder(users, join(folder, 'events.ndjson'))
  disposal.defer(() => recorder.close())
  const starting = context.driver.start(plan, recorder.take, {
    ledger,
    signal,
    logFile: join(folder, 'driver.log'),
  })
  // It may fail, or be ended, before it is awaited below.
  starting.catch(() => {})
  disposal.defer(async () => {
    const driver = await starting.catch(() => undefined)
    await driver?.[Symbol.asyncDispose]()
  })

  progress({ stage: 'verify' })
  await unlessAborted(signal, verifyTarget({ target, settings, role, watch: connections, expected, signal }))
  progress({ stage: 'warm up' })
  await unlessAborted(signal, warmUp(url, slots, signal))
  const driver = await starting
  await untilQuiet(() => target.processes().map((one) => one.pid), signal)

  const measurement = await measure({
    driver,
    recorder,
    target,
    role,
    connections,
    postgres,
    faults,
    folder,
    signal,
    progress,
    expectedMs: lastFloorMs(users, slots),
  })
  return recordTrial(planned, options, {
    ...measurement,
    recorder,
    users,
    timeoutMs,
    target,
    role,
    connections,
    startedUs,
  })
}
