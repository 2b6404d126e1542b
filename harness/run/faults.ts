import type { TrialFault } from '../../reports/model.ts'
import type { PlannedFault } from '../../scenarios/faults.ts'
import { nowUs } from '../../strategies/app/clock.ts'
import type { RunningDriver } from '../drivers/contract.ts'
import { messageOf } from '../errors.ts'
import type { Postgres } from '../services/contract.ts'
import type { Target } from '../target/target.ts'
import { roleFor } from './faultRole.ts'

/** How long an order that is under way when the users have left may still take. */
const PATIENCE_MS = 10_000
/** The same where the run is interrupted: enough to let a stopped process go on. */
const HASTE_MS = 1_000

/** What faults are done to. */
export interface FaultParts {
  readonly target: Pick<Target, 'ready' | 'processes' | 'fault'>
  readonly postgres: Pick<Postgres, 'pause' | 'resume' | 'restart'>
  readonly driver: Pick<RunningDriver, 'cut'>
}

/** The faults of a trial, each carried out at its time. */
export interface RunningFaults extends AsyncDisposable {
  /** One for each fault, in the order of the scenario; final after `end`. */
  readonly records: readonly TrialFault[]
  /**
   * Nothing more is begun, and what was stopped or paused goes on; resolves when all of it does, and what was
   * under way is done or has had its time. Idempotent; disposal is the same.
   */
  end(): Promise<void>
}

/**
 * Carries out the faults of a scenario, each at its time after `beginUs` (CLOCK_MONOTONIC), those at the same
 * time in no order. Aborting `signal` is as `end`, without waiting for orders that take their time.
 */
export function startFaults(
  faults: readonly PlannedFault[],
  parts: FaultParts,
  beginUs: number,
  signal: AbortSignal,
): RunningFaults {
  const over = new AbortController()
  const stop = () => over.abort()
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  const records = faults.map(freshRecord)
  const all = faults.map((fault, i) => carryOut(fault, records[i]!))

  async function carryOut(fault: PlannedFault, record: TrialFault): Promise<void> {
    if (!(await reached(beginUs + fault.atMs * 1_000, over.signal))) {
      record.detail = signal.aborted ? 'stopped by hand before it' : 'every user had left before it'
      return
    }
    record.detail = 'not done when the measurement ended'
    try {
      record.detail = await inflict(fault, parts, over.signal)
      record.ok = true
      record.doneMs = Math.round(nowUs() - beginUs) / 1_000
    } catch (error) {
      record.detail = messageOf(error)
    }
  }

  let ending: Promise<void> | undefined
  async function end(): Promise<void> {
    stop()
    signal.removeEventListener('abort', stop)
    const patienceMs = signal.aborted ? HASTE_MS : PATIENCE_MS
    const settled = new AbortController()
    const giveUp = () => settled.abort()
    signal.addEventListener('abort', giveUp, { once: true })
    Promise.all(all).then(giveUp)
    await reached(nowUs() + patienceMs * 1_000, settled.signal)
    signal.removeEventListener('abort', giveUp)
    // Whoever is interrupted in mid-pause leaves nothing paused, though nobody waits for the rest.
    if (faults.some(({ what }) => what === 'pause')) await parts.postgres.resume?.()
  }
  return {
    records,
    end: () => {
      ending ??= end()
      return ending
    },
    [Symbol.asyncDispose]() {
      return this.end()
    },
  }
}

/** Does what a fault says; resolves with what it was done to, when all of it is done. */
async function inflict(fault: PlannedFault, parts: FaultParts, over: AbortSignal): Promise<string> {
  const { what, role } = fault
  if (role === 'sockets') {
    parts.driver.cut()
    return 'every open socket'
  }
  if (role === 'postgres') return toPostgres(fault, parts.postgres, over)
  if (what === 'pause' || what === 'cut') throw new RangeError(`a process cannot suffer ${what}`)
  const { target } = parts
  const own = roleFor(fault, target.ready.capabilities.roles)
  if (own === undefined) throw new Error(`it has no ${role} to ${what}`)
  const of = () => target.processes().filter((one) => one.role === own)
  const victim = of()[fault.index]
  await target.fault(what, own, fault.index)
  const name = `${own}${victim?.worker === undefined ? '' : ` ${victim.worker}`}, process ${victim?.pid}`
  if (what !== 'stop') return name
  await reached(nowUs() + (fault.forMs ?? 0) * 1_000, over)
  // Processes may have come and gone meanwhile, so that another one may have its place.
  const index = of().findIndex(({ pid }) => pid === victim?.pid)
  if (index < 0) return `${name}, which was replaced meanwhile`
  await target.fault('continue', own, index)
  return name
}

async function toPostgres(
  { what, forMs }: PlannedFault,
  { pause, resume, restart }: FaultParts['postgres'],
  over: AbortSignal,
): Promise<string> {
  if (what === 'restart' && restart) {
    await restart()
    return 'restarted'
  }
  if (what !== 'pause' || !pause || !resume) throw new Error(`this Postgres may not suffer ${what}`)
  try {
    await pause()
    await reached(nowUs() + (forMs ?? 0) * 1_000, over)
  } finally {
    await resume()
  }
  return 'all its processes'
}

/** Resolves with true at that time, or with false as soon as it is over. */
async function reached(atUs: number, over: AbortSignal): Promise<boolean> {
  if (over.aborted) return false
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(resolve, Math.max(0, Math.ceil((atUs - nowUs()) / 1_000)), true)
  const stop = () => resolve(false)
  over.addEventListener('abort', stop, { once: true })
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    over.removeEventListener('abort', stop)
  }
}

function freshRecord({ atMs, what, role, index, forMs }: PlannedFault): TrialFault {
  return { atMs, doneMs: null, what, role, index, forMs: forMs ?? null, ok: false, detail: '' }
}
