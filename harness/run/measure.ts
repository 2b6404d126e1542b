import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TrialFault } from '../../reports/model.ts'
import type { ConnectionLine } from '../../reports/recorded/schemas.ts'
import type { OtherRole } from '../../reports/roles.ts'
import { MAIN_GROUP } from '../../scenarios/contract.ts'
import type { PlannedFault } from '../../scenarios/faults.ts'
import { nowUs } from '../../strategies/app/clock.ts'
import type { DriverSummary, RunningDriver } from '../drivers/contract.ts'
import { childrenOf } from '../lifecycle/process.ts'
import {
  type ContainerUsage,
  ResourceWatch,
  type RoleUsage,
  type WatchedContainer,
  type WatchedProcess,
} from '../measure/resources.ts'
import { readServerView, type ServerView } from '../measure/serverView.ts'
import type { Postgres } from '../services/contract.ts'
import type { TargetRole } from '../services/database/role.ts'
import type { ConnectionWatch } from '../services/database/watch.ts'
import type { WantOfMemory } from '../target/process.ts'
import type { Target } from '../target/target.ts'
import { fateOf } from './fates.ts'
import { startFaults } from './faults.ts'
import type { RunStage } from './progress/contract.ts'
import type { Recorder } from './recorder.ts'

/** Between telling the driver when to begin and its first user. */
const LEAD_US = 50_000
/** After a target has died, users that are still waiting are let go. */
const SETTLE_MS = 2_000
/** A driver that was told to stop and does not is ended. */
const STOP_MS = 3_000

/** What the measure phase needs. */
export interface MeasureParts {
  readonly driver: RunningDriver
  readonly recorder: Recorder
  readonly target: Target
  readonly role: TargetRole
  readonly connections: ConnectionWatch
  readonly postgres: Postgres
  readonly faults: readonly PlannedFault[]
  /** The trial's folder. */
  readonly folder: string
  /** How long it should take, for who watches. */
  readonly expectedMs: number
  readonly signal: AbortSignal
  readonly progress: (stage: RunStage) => void
}

/** What the measure phase gave, beside what the recorder holds. */
export interface Measurement {
  /** The zero of the schedule and the end of the drain, µs of CLOCK_MONOTONIC. */
  readonly beginUs: number
  readonly endUs: number
  /** Slow queries that Postgres counted meanwhile. */
  readonly queries: number
  readonly usage: readonly RoleUsage[]
  /** Of the container that the target ran in; undefined where it ran in none. */
  readonly container: ContainerUsage | undefined
  /** What is known of it after its end. */
  readonly wantOfMemory: WantOfMemory | undefined
  readonly server: ServerView
  /** What was done to the parts meanwhile, in the order of the scenario. */
  readonly faults: readonly TrialFault[]
  /** How the target died, if it did. */
  readonly died: string | undefined
  readonly driver: DriverSummary
  readonly interrupted: boolean
}

/** Plays the schedule to its end, drains, stops the target and reads what its processes saw. */
export async function measure(parts: MeasureParts): Promise<Measurement> {
  const { driver, recorder, target, role, connections, postgres, folder, signal } = parts
  const before = await role.counts()
  await using resources = new ResourceWatch(
    () => watchedProcesses(target, driver, postgres),
    join(folder, 'resources.ndjson'),
    watchedContainer(target),
  )
  await resources.start()
  const beginUs = nowUs() + LEAD_US
  recorder.begin(beginUs)
  resources.begin(beginUs)
  writeFileSync(join(folder, 'clock.json'), `${JSON.stringify({ zeroUs: beginUs })}\n`)
  parts.progress({ stage: 'measure', seen: recorder, beginUs, expectedMs: parts.expectedMs })
  await using faults = startFaults(parts.faults, parts, beginUs, signal)
  const summary = await play(parts, beginUs)
  const endUs = nowUs()
  parts.progress({ stage: 'check' })
  await faults.end()
  const interrupted = signal.aborted
  const usage = await resources.stop()
  // A connection that was lost in a restart says so once, and is opened again.
  await connections.look().catch(() => connections.look())
  writeConnections(connections, beginUs, join(folder, 'connections.ndjson'))
  const after = await role.counts()
  // A loop that is blocked by its query hears of the end only when the query ends, in a minute perhaps.
  if (interrupted) await role[Symbol.asyncDispose]()
  await target.stop()
  await recorder.close()
  const told = parts.faults.length > 0
  const samples = recorder.samples.map((sample) => {
    const fate = told ? fateOf(sample) : undefined
    return `${JSON.stringify({ ...sample, fate })}\n`
  })
  writeFileSync(join(folder, 'samples.ndjson'), samples.join(''))
  const server = await readServerView(join(folder, 'target'), beginUs, endUs)
  const queries = after.started - before.started
  return {
    beginUs,
    endUs,
    queries,
    usage,
    container: resources.containerUsage(),
    wantOfMemory: target.container?.wantOfMemory(),
    server,
    faults: faults.records,
    died: target.death(),
    driver: summary,
    interrupted,
  }
}

/** Lets the driver play; ends it early where the run is interrupted or the target dies. */
async function play(
  { driver, recorder, target, signal }: MeasureParts,
  beginUs: number,
): Promise<DriverSummary> {
  let settle: NodeJS.Timeout | undefined
  let over = false
  const stop = () => {
    driver.stop()
    clearTimeout(settle)
    // Where it cannot be ended either, the trial's disposal, which waits for the same end, says so.
    settle = setTimeout(() => Promise.resolve(driver[Symbol.asyncDispose]()).catch(() => {}), STOP_MS)
  }
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  target.died.then(() => {
    // Sockets that were cut report themselves; who waits for a page that never comes is let go.
    if (!over) settle ??= setTimeout(stop, SETTLE_MS)
  })
  driver.begin(beginUs)
  recorder.mainDone.then(() => {
    const groups = new Set(recorder.samples.map((sample) => sample.group))
    groups.delete(MAIN_GROUP)
    for (const group of groups) driver.leave(group)
  })
  try {
    return await driver.done
  } finally {
    over = true
    clearTimeout(settle)
    signal.removeEventListener('abort', stop)
  }
}

/** What Postgres saw from the zero of the schedule on: a line for each look. */
function writeConnections({ samples }: ConnectionWatch, beginUs: number, file: string): void {
  const lines = samples
    .filter(({ at }) => at >= beginUs)
    .map(({ at, connections, active }) => {
      const line: ConnectionLine = { atUs: at - beginUs, connections, active }
      return `${JSON.stringify(line)}\n`
    })
  writeFileSync(file, lines.join(''))
}

function watchedContainer({ container }: Target): WatchedContainer | undefined {
  return container?.cgroup && { pid: container.pid, cgroup: container.cgroup }
}

/** Roles of a target's processes are its own words; all others are known to `isOwnRole`. */
function watchedProcesses(target: Target, driver: RunningDriver, postgres: Postgres): WatchedProcess[] {
  const postmaster = postgres.pid
  const backends =
    postmaster === undefined ? [] : [postmaster, ...childrenOf(postmaster).map((one) => one.pid)]
  const own = target.processes().map(({ role, pid }) => ({ role, pid }))
  const other = (role: OtherRole, pid: number): WatchedProcess => ({ role, pid })
  // A program that speaks the target protocol may serve its users itself.
  const supervises = own.every(({ pid }) => pid !== target.pid)
  return [
    ...own,
    ...(supervises ? [other('supervisor', target.pid)] : []),
    other('driver', driver.pid),
    other('harness', process.pid),
    ...backends.map((pid) => other('postgres', pid)),
  ]
}
