import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Check, Trial, Verdict } from '../../reports/model.ts'
import { MAIN_GROUP, type ScheduledUser } from '../../scenarios/contract.ts'
import { schedule } from '../../scenarios/plan.ts'
import { nowUs } from '../../strategies/app/clock.ts'
import { defaultSettings, type Settings } from '../../strategies/app/settings.ts'
import type { Driver, RunningDriver } from '../drivers/contract.ts'
import { BenchError, messageOf } from '../errors.ts'
import { Disposal } from '../lifecycle/disposal.ts'
import { childrenOf } from '../lifecycle/process.ts'
import { ResourceWatch } from '../measure/resources.ts'
import type { TargetRole } from '../services/database/role.ts'
import { createTargetRole } from '../services/database/role.ts'
import { type ConnectionWatch, watchConnections } from '../services/database/watch.ts'
import { emptySummary } from '../statistics/summary.ts'
import { startTarget, type Target } from '../target/target.ts'
import { type Evidence, judgeTrial } from './checks.ts'
import { countsOf, type Durations, durationsOf, type Measured, physicsFor, summariesOf } from './figures.ts'
import type { PlannedTrial, RunOptions } from './plan.ts'
import type { RunStage } from './progress.ts'
import { Recorder } from './recorder.ts'
import { readServerView } from './serverView.ts'
import type { RunServices } from './services.ts'
import { timeoutFor } from './timeout.ts'
import { verifyTarget } from './verify.ts'
import { warmUp } from './warmUp.ts'

/** What a trial gave: its record, and the raw durations that its cell pools. */
export interface TrialResult {
  readonly trial: Trial
  readonly durations: TrialDurations | undefined
}

/** Of all charts, and by group where there is more than one. */
export interface TrialDurations {
  readonly all: Durations
  readonly groups: Readonly<Record<string, Durations>>
}

export interface TrialContext {
  readonly options: RunOptions
  readonly services: RunServices
  readonly driver: Driver
  readonly folder: string
  readonly signal: AbortSignal
  readonly progress: (stage: RunStage) => void
}

/** After its last chart a trial ends within this, or what still waits is interrupted. */
const SETTLE_MS = 2_000
/** Between telling the driver when to begin and its first user. */
const LEAD_US = 150_000
/** Sockets of one driver process. */
const MAX_IN_FLIGHT = 8_000

/**
 * One fresh boot of a strategy under a scenario, in phases: prepare, verify, warm up, measure, check,
 * dispose. A target that fails gives a FAILED trial; only a fault of the harness or the run's end throws.
 */
export async function runTrial(planned: PlannedTrial, context: TrialContext): Promise<TrialResult> {
  const startedUs = nowUs()
  const folder = join(context.folder, 'trials', planned.id)
  mkdirSync(join(folder, 'target'), { recursive: true })
  let result: TrialResult
  await using disposal = new Disposal()
  try {
    result = await playTrial(planned, context, folder, startedUs, disposal)
  } catch (error) {
    context.signal.throwIfAborted()
    if (!(error instanceof BenchError) || !['TARGET_START', 'VERIFY_FAILED'].includes(error.code)) throw error
    result = { trial: unmeasured(planned, context.options, 'FAILED', error), durations: undefined }
  }
  context.progress({ stage: 'dispose' })
  await disposal[Symbol.asyncDispose]()
  writeFileSync(join(folder, 'trial.json'), `${JSON.stringify(result.trial, null, 2)}\n`)
  context.progress({ stage: 'judged', verdict: result.trial.verdict, reasons: result.trial.reasons })
  return result
}

async function playTrial(
  planned: PlannedTrial,
  context: TrialContext,
  folder: string,
  startedUs: number,
  disposal: Disposal,
): Promise<TrialResult> {
  const { options, services, signal, progress } = context
  const { cell } = planned
  progress({ stage: 'prepare' })
  const role = disposal.use(
    await createTargetRole(services.admin, services.postgres, {
      connections: options.connections,
      name: `${services.runId}_${planned.order}`,
      ledger: services.ledger,
    }),
  )
  const connections = disposal.use(
    await watchConnections(services.postgres.url, {
      disposable: services.postgres.disposable,
      ignore: [services.admin.backends],
    }),
  )
  const settings = settingsFor(planned, options, role, join(folder, 'target'))
  const target = disposal.use(
    await startTarget({
      reference: cell.strategy,
      settings,
      ledger: services.ledger,
      signal,
      logFile: join(folder, 'target.log'),
    }),
  )
  const users = schedule(options.scenario, cell.schedule)
  const timeoutMs = options.timeoutMs ?? timeoutFor(users, target.ready.slots)
  const driver = context.driver.start(
    {
      url: target.ready.url,
      users: users.map((user) => ({ ...user, timeoutMs })),
      expected: services.expected,
      maxInFlight: MAX_IN_FLIGHT,
    },
    (events) => recorder?.take(events),
    { ledger: services.ledger, signal, logFile: join(folder, 'driver.log') },
  )
  disposal.defer(async () => (await driver.catch(() => undefined))?.[Symbol.asyncDispose]())
  let recorder: Recorder | undefined

  progress({ stage: 'verify' })
  await verifyTarget({ target, settings, role, expected: services.expected, signal })
  progress({ stage: 'warm up' })
  await warmUp(target.ready.url, options.connections, signal)
  const running = await driver

  const beginUs = nowUs() + LEAD_US
  recorder = new Recorder(users, beginUs, join(folder, 'events.ndjson'))
  progress({ stage: 'measure', live: recorder.live, expectedMs: lastFloorMs(users, target.ready.slots) })
  const before = await role.counts()
  const resources = new ResourceWatch(
    () => watched(target, running, services),
    join(folder, 'resources.ndjson'),
    beginUs,
  )
  await resources.start()
  const idlePssBytes = targetPss(target, resources)
  const died = await measure({ running, recorder, target, beginUs, signal })
  const endUs = nowUs()
  const usage = await resources.stop()
  await connections.look()
  const after = await role.counts()
  await target.stop()
  const server = await readServerView(join(folder, 'target'), beginUs, endUs)
  await recorder.close()
  writeFileSync(
    join(folder, 'samples.ndjson'),
    recorder.samples.map((sample) => `${JSON.stringify(sample)}\n`).join(''),
  )

  const measured: Measured = {
    samples: recorder.samples,
    interactions: recorder.interactions,
    users,
    timeoutUs: () => timeoutMs * 1_000,
  }
  const durations = trialDurations(measured)
  const counts = countsOf(recorder.samples)
  const charts = counts.ok + counts.retried
  const evidence: Evidence = {
    counts,
    queries: {
      expected: counts.started,
      client: charts,
      server: server.seen ? server.queries : null,
      database: after.started - before.started,
    },
    connections: {
      budget: options.connections,
      slots: [...target.ready.slots],
      peak: connections.peak(),
      purposes: purposesOf(connections),
    },
    physics: physicsFor(measured, options.connections, target.ready.slots),
    recorder,
    server,
    sendLagUs: durations.all.sendlag,
    died,
    sticky: target.ready.capabilities.sticky,
    queriesCounted: role.enforced,
    interrupted: signal.aborted,
  }
  const { verdict, checks, reasons } = judgeTrial(evidence)
  const roles = usage.map((one) => ({ ...one }))
  const serving = roles.filter((one) => targetRoles(target).has(one.role))
  const cpuMs = serving.reduce((sum, one) => sum + one.cpuMs, 0)
  const pssBytes = serving.reduce((sum, one) => sum + (one.peakPssBytes ?? 0), 0)
  const trial: Trial = {
    ...identity(planned),
    verdict,
    checks,
    reasons,
    startupMs: toMs(beginUs + (users[0]?.atUs ?? 0) - startedUs),
    measuredMs: toMs(endUs - beginUs),
    counts,
    queries: evidence.queries,
    connections: evidence.connections,
    ...summariesOf(durations.all),
    groups: groupSummaries(durations),
    physics: evidence.physics,
    sessions: {
      misroutes: server.misroutes,
      reattached: server.reattached,
      duplicates: recorder.duplicates,
      lost: recorder.samples.filter(
        (sample) => sample.code === 'UNKNOWN_SESSION' || sample.code === 'WORKER_GONE',
      ).length,
      cancelled: server.cancelled,
    },
    workers: target
      .processes()
      .flatMap(({ worker, pid, slots }) =>
        worker === undefined
          ? []
          : [{ worker, pid, slots: slots ?? 0, sessions: server.sessions.get(worker) ?? 0 }],
      ),
    resources: {
      roles,
      cpuMsPerChart: charts > 0 ? round(cpuMs / charts) : null,
      pssBytesPerUser:
        idlePssBytes === null
          ? null
          : Math.max(0, Math.round((pssBytes - idlePssBytes) / Math.max(1, cell.users))),
      loopDelayMs: server.seen ? round(server.loopDelayMs) : null,
      connectionsInUse: server.seen ? server.connectionsInUse : null,
      connectionsWaiting: server.seen ? server.connectionsWaiting : null,
    },
  }
  return { trial, durations }
}

/** Plays the schedule to its end; returns how the target died, if it did. */
async function measure(parts: {
  running: RunningDriver
  recorder: Recorder
  target: Target
  beginUs: number
  signal: AbortSignal
}): Promise<string | undefined> {
  const { running, recorder, target, beginUs, signal } = parts
  let died: string | undefined
  let settle: NodeJS.Timeout | undefined
  const stop = () => running.stop()
  signal.addEventListener('abort', stop, { once: true })
  target.died.then((how) => {
    died = how
    // Sockets that were cut report themselves; whoever waits for a connection that never comes is let go.
    settle = setTimeout(stop, SETTLE_MS)
  })
  running.begin(beginUs)
  recorder.mainDone.then(() => {
    for (const group of new Set(recorder.samples.map((sample) => sample.group))) {
      if (group !== MAIN_GROUP) running.leave(group)
    }
  })
  try {
    await running.done
  } finally {
    clearTimeout(settle)
    signal.removeEventListener('abort', stop)
  }
  return died
}

function settingsFor(
  planned: PlannedTrial,
  options: RunOptions,
  role: TargetRole,
  probeFolder: string,
): Settings {
  return {
    ...defaultSettings,
    allowedOrigins: [],
    databaseUrl: role.url,
    connections: options.connections,
    workers: options.workers,
    queryMode: planned.cell.queryMode,
    queryMs: options.queryMs,
    maxQueryMs: Math.max(defaultSettings.maxQueryMs, options.queryMs),
    secret: randomBytes(32).toString('hex'),
    limits: { ...defaultSettings.limits, widgets: Math.max(defaultSettings.limits.widgets, options.widgets) },
    probeFolder,
  }
}

function watched(target: Target, driver: RunningDriver, services: RunServices) {
  const own = [
    ...target.processes().map(({ role, pid }) => ({ role, pid })),
    { role: 'supervisor', pid: target.pid },
    { role: 'driver', pid: driver.pid },
    { role: 'harness', pid: process.pid },
  ]
  return [...own, ...postgresProcesses(services.postgres.pid)]
}

function postgresProcesses(postmaster: number | undefined) {
  if (postmaster === undefined) return []
  return [postmaster, ...childrenOf(postmaster).map((child) => child.pid)].map((pid) => ({
    role: 'postgres',
    pid,
  }))
}

/** Who held connections for what, by the name that each connection gives itself. */
function purposesOf(watch: ConnectionWatch): Trial['connections']['purposes'] {
  return watch
    .peaks()
    .map(({ application, role, connections }) => ({ purpose: application || role, connections }))
}

/** The roles whose cost is the strategy's: not its supervisor, which only watches. */
function targetRoles(target: Target): Set<string> {
  return new Set(target.processes().map((one) => one.role))
}

function targetPss(target: Target, resources: ResourceWatch): number | null {
  const roles = [...targetRoles(target)].map((role) => resources.pssBytes(role))
  return roles.some((bytes) => bytes === null)
    ? null
    : roles.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0)
}

function trialDurations(measured: Measured): TrialDurations {
  const names = [...new Set(measured.users.map((user) => user.group))]
  const grouped = names.length < 2 ? [] : names
  return {
    all: durationsOf(measured),
    groups: Object.fromEntries(grouped.map((name) => [name, durationsOf(measured, name)])),
  }
}

function groupSummaries(durations: TrialDurations): Trial['groups'] {
  return Object.fromEntries(Object.entries(durations.groups).map(([name, one]) => [name, summariesOf(one)]))
}

function lastFloorMs(users: readonly ScheduledUser[], slots: readonly number[]): number {
  const last = users.at(-1)?.atUs ?? 0
  return last / 1_000 + timeoutFor(users, slots, { factor: 1, extraMs: 0 })
}

function identity(
  planned: PlannedTrial,
): Pick<Trial, 'id' | 'cell' | 'strategy' | 'users' | 'queryMode' | 'order'> {
  const { cell } = planned
  return {
    id: planned.id,
    order: planned.order,
    cell: cell.id,
    strategy: cell.strategy.name,
    users: cell.users,
    queryMode: cell.queryMode,
  }
}

/** The record of a trial that measured nothing. */
export function unmeasured(
  planned: PlannedTrial,
  options: RunOptions,
  verdict: Verdict,
  cause: unknown,
): Trial {
  const nothing = {
    scheduled: 0,
    started: 0,
    dropped: 0,
    ok: 0,
    error: 0,
    timeout: 0,
    interrupted: 0,
    retried: 0,
  }
  const checks: Check[] = []
  const output = cause instanceof BenchError && cause.output ? ` — ${lastLine(cause.output)}` : ''
  return {
    ...identity(planned),
    verdict,
    checks,
    reasons: [`${messageOf(cause)}${output}`],
    startupMs: null,
    measuredMs: null,
    counts: nothing,
    queries: { expected: 0, client: 0, server: null, database: 0 },
    connections: { budget: options.connections, slots: [], peak: 0, purposes: [] },
    ttcMs: emptySummary,
    waitMs: emptySummary,
    queryMs: emptySummary,
    overheadMs: emptySummary,
    sendLagMs: emptySummary,
    interactionMs: { alone: emptySummary, loaded: emptySummary },
    groups: {},
    physics: null,
    sessions: { misroutes: 0, reattached: 0, duplicates: 0, lost: 0, cancelled: 0 },
    workers: [],
    resources: null,
  }
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1)?.slice(0, 300) ?? ''
}

function toMs(us: number): number {
  return Math.round(us) / 1_000
}

function round(value: number): number {
  return Number(value.toFixed(3))
}
