import { physicsOf } from '../../../harness/statistics/physics.ts'
import { emptySummary, summarize } from '../../../harness/statistics/summary.ts'
import type { Sample, Trial } from '../../../reports/model.ts'
import { CONNECTIONS, costsOf, QUERY_US, slotsOf } from './strategies.ts'

export function simulatedTrial(
  id: string,
  cell: string,
  strategy: string,
  users: number,
  queryMode: Trial['queryMode'],
  order: number,
  samples: readonly Sample[],
): Trial {
  const ok = samples.filter(({ outcome }) => outcome === 'ok')
  const timeout = samples.length - ok.length
  const slots = slotsOf(strategy)
  const { cpuMs, pssBytes } = costsOf(strategy)
  const verdict = timeout > 0 ? 'OVERLOADED' : 'VALID'
  return {
    id,
    cell,
    strategy,
    users,
    queryMode,
    order,
    verdict,
    checks: [
      { name: 'charts are right', value: '0 wrong', limit: '0 wrong', ok: true },
      { name: 'none faster than physics', value: '0', limit: '0', ok: true },
      { name: 'connections within the budget', value: '10', limit: '10', ok: true },
      {
        name: 'one query for each chart',
        value: `charts ${ok.length}, server ${users}, database ${users}`,
        limit: `${users} at most`,
        ok: true,
      },
      { name: 'driver on time, latest', value: `0.${order} ms`, limit: '50 ms', ok: true },
      { name: 'no user gave up', value: `${timeout}`, limit: '0', ok: timeout === 0 },
      { name: 'steal', value: 'not checked', limit: '', ok: null },
    ],
    reasons: timeout > 0 ? [`${timeout} of ${users} users gave up after 75 s`] : [],
    startupMs: 420.125,
    measuredMs: 20_512,
    counts: {
      scheduled: users,
      started: users,
      dropped: 0,
      ok: ok.length,
      error: 0,
      timeout,
      interrupted: 0,
      retried: 0,
    },
    queries: { expected: users, client: ok.length, server: users, database: users },
    connections: {
      budget: CONNECTIONS,
      slots: [...slots],
      peak: CONNECTIONS,
      purposes: strategy === 'queue' ? [{ purpose: 'LISTEN', connections: 1 }] : [],
    },
    ...summariesOf(samples),
    groups: {},
    physics: physicsFor(samples, slots, timeout === 0),
    sessions: { misroutes: 0, reattached: 0, duplicates: 0, lost: 0, cancelled: 0 },
    faults: [],
    fates: null,
    recoveryMs: null,
    workers: [],
    resources: {
      roles: [{ role: 'server', processes: 1, cpuMs: 160, peakPssBytes: 92e6 }],
      cpuMsPerChart: timeout > 0 ? null : cpuMs,
      pssBytesPerUser: timeout > 0 ? null : pssBytes,
      loopDelayMs: queryMode === 'blocking' && timeout > 0 ? 5_003 : 4.2,
      connectionsInUse: CONNECTIONS,
      connectionsWaiting: Math.max(0, users - CONNECTIONS),
    },
  }
}

function physicsFor(
  samples: readonly Sample[],
  slots: readonly number[],
  allServed: boolean,
): Trial['physics'] {
  const ok = samples.filter(({ outcome }) => outcome === 'ok')
  return physicsOf(
    [
      {
        intendedUs: samples.map(({ intended }) => intended),
        completedUs: ok.map(({ done }) => done ?? 0).sort((a, b) => a - b),
        ttcUs: samples.map(({ done, intended }) => (done ?? 0) - intended),
        queryUs: QUERY_US,
      },
    ],
    { connections: CONNECTIONS, slots, allServed },
  )
}

/** The figures of these charts, as a trial or a cell has them. */
export function summariesOf(samples: readonly Sample[]) {
  const between = (from: keyof Sample, to: keyof Sample) =>
    summarize(samples.map((sample) => Number(sample[to]) - Number(sample[from])))
  return {
    ttcMs: between('intended', 'done'),
    waitMs: between('asked', 'connected'),
    queryMs: summarize(samples.map(({ queryUs }) => queryUs ?? Number.NaN)),
    overheadMs: between('result', 'done'),
    sendLagMs: between('intended', 'sent'),
    interactionMs: { alone: emptySummary, loaded: emptySummary },
  }
}
