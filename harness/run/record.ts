import type { Trial, Verdict } from '../../reports/model.ts'
import { isOwnRole } from '../../reports/roles.ts'
import type { ScheduledUser } from '../../scenarios/contract.ts'
import { BenchError, messageOf } from '../errors.ts'
import type { ServerView } from '../measure/serverView.ts'
import type { TargetRole } from '../services/database/role.ts'
import type { ConnectionWatch } from '../services/database/watch.ts'
import type { Isolation } from '../target/isolation/contract.ts'
import type { Target } from '../target/target.ts'
import { judgeTrial } from './checks.ts'
import { fatesOf, recoveryMsOf, requeriesOf } from './fates.ts'
import {
  countsOf,
  type Durations,
  durationsOf,
  type Measured,
  misroutesOf,
  NO_DURATIONS,
  physicsFor,
  summariesOf,
} from './figures.ts'
import { containedCpuMs, isolationRecord, memoryEvidence, unmeasuredIsolation } from './isolationRecord.ts'
import type { Measurement } from './measure.ts'
import type { PlannedTrial, RunOptions } from './plan.ts'
import type { Recorder } from './recorder.ts'

/** What a trial gave: its record, and the raw durations that its cell pools. */
export interface TrialResult {
  readonly trial: Trial
  /** undefined where nothing was measured. */
  readonly durations: TrialDurations | undefined
}

/** Of all charts, and by group where there is more than one. */
export interface TrialDurations {
  readonly all: Durations
  readonly groups: Readonly<Record<string, Durations>>
}

/** All that a trial's record is made from. */
export interface TrialEvidence extends Measurement {
  readonly recorder: Recorder
  readonly users: readonly ScheduledUser[]
  readonly timeoutMs: number
  readonly target: Target
  readonly role: TargetRole
  readonly connections: ConnectionWatch
  /** When the trial began, µs of CLOCK_MONOTONIC. */
  readonly startedUs: number
  readonly isolation: Isolation | undefined
}

/** The check phase: what was recorded becomes counts, figures and a verdict. */
export function recordTrial(
  planned: PlannedTrial,
  options: RunOptions,
  evidence: TrialEvidence,
): TrialResult {
  const { recorder, users, timeoutMs, target, server, beginUs, faults } = evidence
  const { slots, capabilities } = target.ready
  const measured: Measured = {
    samples: recorder.samples,
    interactions: recorder.interactions,
    users,
    timeoutUs: timeoutMs * 1_000,
  }
  const durations = trialDurations(measured)
  const counts = countsOf(recorder.samples)
  const charts = counts.ok + counts.retried
  const fates = faults.length > 0 ? fatesOf(recorder.samples) : null
  const queries = {
    expected: counts.started + (fates ? requeriesOf(recorder.samples, faults) : 0),
    client: charts,
    server: server.seen ? server.queries : null,
    database: evidence.queries,
  }
  const connections = {
    budget: options.connections,
    slots: [...slots],
    peak: evidence.connections.peak(),
    purposes: evidence.connections
      .peaks()
      .map(({ application, role, connections }) => ({ purpose: application || role, connections })),
  }
  const physics = physicsFor(measured, options.connections, slots)
  const judged = judgeTrial({
    counts,
    queries,
    connections,
    physics,
    recorder,
    server,
    sendLagUs: durations.all.sendlag,
    hiccupUs: evidence.driver.hiccupUs.max,
    died: evidence.died,
    memory: memoryEvidence(evidence),
    sticky: capabilities.sticky,
    queriesCounted: evidence.role.enforced,
    interrupted: evidence.interrupted,
    faults: fates && { done: faults, fates },
  })
  const trial: Trial = {
    ...identityOf(planned),
    ...judged,
    startupMs: toMs(beginUs + (users[0]?.atUs ?? 0) - evidence.startedUs),
    measuredMs: toMs(evidence.endUs - beginUs),
    counts,
    queries,
    connections,
    ...summariesOf(durations.all),
    groups: Object.fromEntries(
      Object.entries(durations.groups).map(([name, one]) => [name, summariesOf(one)]),
    ),
    physics,
    faults: [...faults],
    fates,
    recoveryMs: fates && recoveryMsOf(recorder.samples, faults),
    sessions: {
      misroutes: misroutesOf(recorder.samples, server),
      reattached: server.reattached,
      duplicates: recorder.duplicates,
      lost: recorder.samples.filter(({ code }) => code === 'UNKNOWN_SESSION' || code === 'WORKER_GONE')
        .length,
      cancelled: server.cancelled,
    },
    workers: workersOf(target, server),
    resources: resourcesOf(evidence, charts, planned.cell.users),
    isolation: isolationRecord(evidence),
  }
  return { trial, durations }
}

/** The record of a trial that measured nothing. */
export function unmeasuredTrial(
  planned: PlannedTrial,
  options: RunOptions,
  verdict: Verdict,
  cause: unknown,
  isolation?: Isolation,
): Trial {
  const output = cause instanceof BenchError && cause.output ? ` — ${lastLine(cause.output)}` : ''
  return {
    ...identityOf(planned),
    verdict,
    checks: [],
    reasons: [`${messageOf(cause)}${output}`],
    startupMs: null,
    measuredMs: null,
    counts: countsOf([]),
    queries: { expected: 0, client: 0, server: null, database: 0 },
    connections: { budget: options.connections, slots: [], peak: 0, purposes: [] },
    ...summariesOf(NO_DURATIONS),
    groups: {},
    physics: null,
    faults: [],
    fates: null,
    recoveryMs: null,
    sessions: { misroutes: 0, reattached: 0, duplicates: 0, lost: 0, cancelled: 0 },
    workers: [],
    resources: null,
    isolation: isolation ? unmeasuredIsolation(isolation, cause) : null,
  }
}

function identityOf({ id, order, cell }: PlannedTrial) {
  const { users, queryMode, strategy } = cell
  return { id, order, cell: cell.id, strategy: strategy.name, users, queryMode }
}

function trialDurations(measured: Measured): TrialDurations {
  const names = [...new Set(measured.users.map((user) => user.group))]
  const grouped = names.length < 2 ? [] : names
  return {
    all: durationsOf(measured),
    groups: Object.fromEntries(grouped.map((name) => [name, durationsOf(measured, name)])),
  }
}

function workersOf(target: Target, server: ServerView): Trial['workers'] {
  return target
    .processes()
    .flatMap(({ worker, pid, slots }) =>
      worker === undefined
        ? []
        : [{ worker, pid, slots: slots ?? 0, sessions: server.sessions.get(worker) ?? 0 }],
    )
}

function resourcesOf(
  { usage, server, container }: TrialEvidence,
  charts: number,
  users: number,
): Trial['resources'] {
  const own = usage.filter(({ role }) => isOwnRole(role))
  const cpuMs = container
    ? containedCpuMs(container, usage)
    : own.reduce((total, one) => total + one.cpuMs, 0)
  const grown = own.map(({ firstPssBytes, peakPssBytes }) => (peakPssBytes ?? 0) - (firstPssBytes ?? 0))
  const known = own.length > 0 && own.every((one) => one.firstPssBytes !== null)
  return {
    roles: usage.map(({ role, processes, cpuMs, peakPssBytes }) => ({
      role,
      processes,
      cpuMs,
      peakPssBytes,
    })),
    cpuMsPerChart: charts > 0 && own.length > 0 ? round(cpuMs / charts) : null,
    pssBytesPerUser: known ? Math.max(0, Math.round(sum(grown) / Math.max(1, users))) : null,
    loopDelayMs: server.seen ? round(server.loopDelayMs) : null,
    connectionsInUse: server.seen ? server.connectionsInUse : null,
    connectionsWaiting: server.seen ? server.connectionsWaiting : null,
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
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
