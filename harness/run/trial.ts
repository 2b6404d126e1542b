import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Verdict } from '../../reports/model.ts'
import { nowUs } from '../../strategies/app/clock.ts'
import { BenchError } from '../errors.ts'
import { Disposal } from '../lifecycle/disposal.ts'
import { unlessAborted } from '../lifecycle/unlessAborted.ts'
import { OutOfMemory } from '../target/isolation/outOfMemory.ts'
import { measure } from './measure.ts'
import type { PlannedTrial } from './plan.ts'
import { prepareTrial, type TrialContext } from './prepare.ts'
import { untilQuiet } from './quiet.ts'
import { recordTrial, type TrialResult, unmeasuredTrial } from './record.ts'
import { lastFloorMs } from './timeout.ts'
import { verifyTarget } from './verify.ts'
import { warmUp } from './warmUp.ts'

/** Failures that end a trial but not the run: of a target before it was measured, of the driver, of the plan. */
const verdicts: Readonly<Record<string, Verdict>> = {
  TARGET_START: 'FAILED',
  OUT_OF_MEMORY: 'FAILED',
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
      result = {
        trial: unmeasuredTrial(planned, context.options, verdict, error, context.isolation),
        durations: undefined,
      }
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
  const { postgres, expected } = services
  progress({ stage: 'prepare' })
  const prepared = await prepareTrial(planned, context, folder, disposal)
  const { role, connections, settings, target, users, timeoutMs, recorder, faults } = prepared
  const { url, slots } = target.ready

  try {
    progress({ stage: 'verify' })
    await unlessAborted(
      signal,
      verifyTarget({ target, settings, role, watch: connections, expected, signal }),
    )
    progress({ stage: 'warm up' })
    await unlessAborted(signal, warmUp(url, slots, signal))
  } catch (error) {
    const want = target.container?.wantOfMemory()
    throw want && context.isolation ? new OutOfMemory(want, context.isolation.limits, error) : error
  }
  const driver = await prepared.driver
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
    isolation: context.isolation,
  })
}
