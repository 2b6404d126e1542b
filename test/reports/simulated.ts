import { ownFloor, physicsOf } from '../../harness/statistics/physics.ts'
import { emptySummary, summarize } from '../../harness/statistics/summary.ts'
import type { RecordedRun } from '../../reports/contract.ts'
import type { Cell, Fates, Report, Sample, Trial, TrialFault, Verdict } from '../../reports/model.ts'

// A made-up run for the tests of reports. Nothing in it was measured: arrivals come from the recurrence of the
// physics floor plus a fixed delay, costs and machine are invented.

type Strategy = Report['strategies'][number]
type QueryMode = Trial['queryMode']

export interface SimulatedOptions {
  readonly users?: readonly number[]
  readonly modes?: readonly QueryMode[]
  readonly names?: readonly string[]
  readonly trials?: number
  /** When users give up, seconds. */
  readonly patienceS?: number
}

/** As of a run whose machine tells nothing. */
export const noTimeline = () => ({ cpu: [], memory: [], connections: [], loopDelay: [] })

const QUERY_US = 5_000_000
const CONNECTIONS = 10

const simulatedStrategies: readonly Strategy[] = (
  [
    ['single', 'one process, one event loop', '#1F6FC5', '#4F9FF0', 'circle'],
    ['thread-per-user', 'a worker thread per session', '#A63D12', '#EC7043', 'triangle'],
    ['cluster', 'node:cluster, sessions with their owner', '#17A07A', '#4FDDB0', 'square'],
    ['proxy-pool', 'nginx in front of 4 processes, sticky', '#7B2D78', '#CF8FCB', 'diamond'],
    ['queue', 'web process, jobs in Postgres, a worker', '#C08A00', '#F3D266', 'cross'],
  ] as const
).map(([name, title, light, dark, mark]) => ({
  name,
  title,
  summary: `${title}.`,
  color: { light, dark },
  mark,
  capabilities: {
    sticky: name === 'cluster' || name === 'proxy-pool',
    roles: name === 'queue' ? { worker: { death: 'queries-rerun' } } : {},
  },
}))

const dealt = [0, 1, 2, 3, 3, 1, 3, 0, 2, 3]
const slotsOf: Record<string, number[]> = { cluster: [3, 3, 2, 2], 'proxy-pool': [3, 3, 2, 2], queue: [9] }
const cpuMs: Record<string, number> = {
  'thread-per-user': 58.4,
  cluster: 7.4,
  'proxy-pool': 9.2,
  queue: 11.9,
}
const memory: Record<string, number> = {
  'thread-per-user': 9.4e6,
  cluster: 0.44e6,
  'proxy-pool': 0.48e6,
  queue: 0.58e6,
}

/** A run of a burst with made-up times, as a report would read it from its folder. */
export function simulatedRun(options: SimulatedOptions = {}): RecordedRun {
  const { users = [24], modes = ['async'], trials: trialCount = 1, patienceS = 75 } = options
  const names = options.names ?? ['single', 'cluster', 'queue']
  const strategies = simulatedStrategies.filter(({ name }) => names.includes(name))
  const samples = new Map<string, Sample[]>()
  const trials: Trial[] = []
  const cells: Cell[] = []
  for (const [queryMode, count] of modes.flatMap((mode) => users.map((count) => [mode, count] as const))) {
    for (const { name } of strategies) {
      const id = `${name}-${count}-${queryMode}`
      const own = Array.from({ length: trialCount }, (_, repeat) => {
        const order = trials.length + repeat + 1
        const trialId = `${String(order).padStart(2, '0')}-${name}`
        const lines = simulatedSamples(name, count, queryMode, repeat, patienceS * 1_000_000)
        samples.set(trialId, lines)
        return simulatedTrial(trialId, id, name, count, queryMode, order, lines)
      })
      trials.push(...own)
      cells.push(
        simulatedCell(
          id,
          own,
          own.flatMap((trial) => samples.get(trial.id) ?? []),
        ),
      )
    }
  }
  return {
    report: simulatedReport(strategies, trials, cells, users, modes),
    samples: (id) => samples.get(id) ?? [],
    timeline: noTimeline,
  }
}

/** Puts another verdict and reason on a strategy's trials and cells, with what that implies for its figures. */
export function withVerdict(
  run: RecordedRun,
  strategy: string,
  verdict: Verdict,
  reason: string,
): RecordedRun {
  const change = <T extends { verdict: Verdict; reasons: string[]; ttcMs: Trial['ttcMs'] }>(one: T): T => ({
    ...one,
    verdict,
    reasons: [reason],
    ...(verdict === 'SKIPPED' ? { ttcMs: emptySummary } : {}),
  })
  const { report } = run
  const measured = verdict !== 'SKIPPED'
  return {
    report: {
      ...report,
      trials: report.trials.map((trial) => (trial.strategy === strategy ? change(trial) : trial)),
      cells: report.cells.map((cell) => (cell.key.strategy === strategy ? change(cell) : cell)),
      comparison: report.comparison.map((one) => ({
        ...one,
        ranking: one.ranking.filter((place) => place.strategy !== strategy),
        recommendation: one.recommendation?.strategy === strategy ? null : one.recommendation,
      })),
    },
    timeline: run.timeline,
    samples: (id) =>
      measured || report.trials.find((trial) => trial.id === id)?.strategy !== strategy
        ? run.samples(id)
        : [],
  }
}

/** Lets two faults strike a run: a worker is killed and the database stands still, with a fate for each strategy. */
export function withFaults(run: RecordedRun): RecordedRun {
  const done = { index: 0, ok: true, detail: 'as planned' }
  const faults: TrialFault[] = [
    { ...done, atMs: 3_000, doneMs: 3_004.2, what: 'kill', role: 'worker', forMs: null },
    { ...done, atMs: 6_500, doneMs: 8_502.1, what: 'pause', role: 'postgres', forMs: 2_000 },
  ]
  const fates: Record<string, Fates> = {
    single: {
      kept: 0,
      reattached: 0,
      requeried: 0,
      failed: { WORKER_GONE: 20, UNKNOWN_SESSION: 4 },
      lost: 0,
    },
    'thread-per-user': { kept: 0, reattached: 0, requeried: 0, failed: { WORKER_GONE: 24 }, lost: 0 },
    cluster: { kept: 17, reattached: 0, requeried: 0, failed: { WORKER_GONE: 7 }, lost: 0 },
    'proxy-pool': { kept: 18, reattached: 5, requeried: 0, failed: {}, lost: 1 },
    queue: { kept: 14, reattached: 0, requeried: 10, failed: {}, lost: 0 },
  }
  const struck = (name: string) => {
    const { kept, reattached, requeried } = fates[name]!
    return { fates: fates[name]!, recoveryMs: kept + reattached + requeried > 0 ? 14_012.5 : null }
  }
  const { report } = run
  return {
    report: {
      ...report,
      trials: report.trials.map((trial) => ({ ...trial, faults, ...struck(trial.strategy) })),
      cells: report.cells.map((cell) => ({ ...cell, ...struck(cell.key.strategy) })),
    },
    samples: run.samples,
    timeline: run.timeline,
  }
}

/** The same run, as if its users had come when others had left. */
export function asClosed(run: RecordedRun): RecordedRun {
  const without = <T extends { physics: Trial['physics'] }>(one: T): T => ({
    ...one,
    physics: one.physics && {
      ...one.physics,
      floorMs: null,
      ownFloorMs: null,
      atBest: null,
      curve: undefined,
    },
  })
  const { report } = run
  return {
    report: {
      ...report,
      run: { ...report.run, loadModel: 'closed' },
      trials: report.trials.map(without),
      cells: report.cells.map(without),
    },
    samples: run.samples,
    timeline: run.timeline,
  }
}

function simulatedSamples(
  name: string,
  users: number,
  mode: QueryMode,
  repeat: number,
  timeoutUs: number,
): Sample[] {
  const intended = Array.from({ length: users }, (_, i) => i * 1_000)
  const workers = slotsOf[name]?.length === 4 ? 4 : 1
  const blocking = mode === 'blocking' && name !== 'thread-per-user' && name !== 'queue'
  return Array.from({ length: workers }, (_, worker) => {
    // Sessions are dealt out unevenly, so that a division costs something.
    const mine = intended.filter((_, i) => workers === 1 || dealt[(i + repeat) % dealt.length] === worker)
    const slots = blocking ? [1] : [(slotsOf[name] ?? [CONNECTIONS])[worker]!]
    return ownFloor(mine, slots, QUERY_US).map((done, i) => {
      const at = mine[i]!
      const result = done + 12_000 + repeat * 3_000
      // A blocked loop accepts no socket until its last query is done.
      const free = blocking ? mine.length * QUERY_US + mine.length * 4_000 : result
      return simulatedSample(
        at / 1_000,
        at,
        result,
        free,
        workers > 1 ? `w${worker + 1}` : null,
        blocking,
        timeoutUs,
      )
    })
  })
    .flat()
    .sort((a, b) => a.user - b.user)
}

function simulatedSample(
  user: number,
  intended: number,
  result: number,
  free: number,
  worker: string | null,
  blocking: boolean,
  timeoutUs: number,
): Sample {
  const connected = result - QUERY_US - 2_000
  const arrived = Math.max(result, free) + 14_000 + ((user * 37) % 11) * 1_500
  const gaveUp = arrived - intended > timeoutUs
  return {
    user,
    widget: 0,
    group: 'users',
    sensor: user % 100,
    window: 10,
    worker,
    outcome: gaveUp ? 'timeout' : 'ok',
    code: null,
    intended,
    sent: intended + 90,
    page: blocking ? result + 2_000 : intended + 6_000,
    socket: gaveUp ? null : blocking ? arrived - 8_000 : intended + 11_000,
    status: gaveUp ? null : blocking ? arrived - 7_000 : intended + 12_000,
    done: gaveUp ? intended + timeoutUs : arrived,
    created: blocking ? connected - 500 : intended + 4_000,
    asked: blocking ? connected - 300 : intended + 4_500,
    connected,
    result,
    pushed: gaveUp ? null : arrived - 3_000,
    queryUs: QUERY_US + 700,
    queries: gaveUp ? null : 1,
    lost: 0,
    reattached: 0,
  }
}

function simulatedTrial(
  id: string,
  cell: string,
  strategy: string,
  users: number,
  queryMode: QueryMode,
  order: number,
  samples: readonly Sample[],
): Trial {
  const ok = samples.filter(({ outcome }) => outcome === 'ok')
  const timeout = samples.length - ok.length
  const slots = slotsOf[strategy] ?? [CONNECTIONS]
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
      slots,
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
      cpuMsPerChart: timeout > 0 ? null : (cpuMs[strategy] ?? 6.5),
      pssBytesPerUser: timeout > 0 ? null : (memory[strategy] ?? 0.31e6),
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

function summariesOf(samples: readonly Sample[]) {
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

function simulatedCell(id: string, trials: readonly Trial[], samples: readonly Sample[]): Cell {
  const [first] = trials as [Trial]
  const total = (key: keyof Trial['counts']) => trials.reduce((sum, trial) => sum + trial.counts[key], 0)
  return {
    id,
    key: { strategy: first.strategy, users: first.users, queryMode: first.queryMode },
    trials: trials.map((trial) => trial.id),
    verdict: first.verdict,
    reasons: first.reasons,
    validTrials: trials.filter(({ verdict }) => verdict === 'VALID').length,
    counts: {
      scheduled: total('scheduled'),
      started: total('started'),
      dropped: 0,
      ok: total('ok'),
      error: 0,
      timeout: total('timeout'),
      interrupted: 0,
      retried: 0,
    },
    ...summariesOf(samples),
    groups: {},
    physics: first.physics,
    fates: null,
    recoveryMs: null,
    cpuMsPerChart: first.resources?.cpuMsPerChart ?? null,
    pssBytesPerUser: first.resources?.pssBytesPerUser ?? null,
    objectives: [
      {
        expression: 'p95(ttc) < 20s',
        result: first.verdict === 'VALID' ? 'n too small' : 'missed',
        value: '15 s',
      },
    ],
  }
}

function simulatedReport(
  strategies: readonly Strategy[],
  trials: Trial[],
  cells: Cell[],
  users: readonly number[],
  modes: readonly QueryMode[],
): Report {
  return {
    version: 1,
    run: {
      id: 'simulated-burst',
      startedAt: '2026-11-24T09:30:00.000Z',
      command: `bench run ${strategies.map(({ name }) => name).join(' ')} --users ${users.join(',')} --query-mode ${modes.join(',')} --seed 7`,
      seed: 7,
      scenario: {
        name: 'burst',
        title: 'Everyone at once',
        users: users[0],
        query: '5s',
        load: { shape: 'burst' },
      },
      driver: 'users',
      loadModel: 'open',
      providers: [
        { service: 'postgres', provider: 'embedded', version: '18.4', reason: 'no DATABASE_URL, no docker' },
      ],
      commit: null,
      interrupted: false,
      plannedTrials: trials.length,
      notes: trials.length === cells.length ? ['one trial: no estimate of noise'] : [],
    },
    environment: {
      os: 'linux',
      kernel: '6.1',
      cpuModel: 'Simulated CPU',
      cores: 4,
      memoryBytes: 16 * 2 ** 30,
      node: '24.21.0',
      bench: '0.1.0',
      postgres: '18.4',
      nginx: null,
    },
    strategies: [...strategies],
    trials,
    cells,
    comparison: modes.flatMap((queryMode) =>
      users.map((count) => simulatedComparison(count, queryMode, cells)),
    ),
  }
}

function simulatedComparison(
  users: number,
  queryMode: QueryMode,
  cells: readonly Cell[],
): Report['comparison'][number] {
  const ranked = cells
    .filter(
      (cell) => cell.key.queryMode === queryMode && cell.key.users === users && cell.verdict === 'VALID',
    )
    .sort((a, b) => a.ttcMs.max! - b.ttcMs.max!)
  const best = ranked[0]?.key.strategy
  return {
    users,
    queryMode,
    ranking: ranked.map(({ key, ttcMs }) => ({
      strategy: key.strategy,
      reason: `last chart after ${(ttcMs.max! / 1_000).toFixed(1)} s`,
    })),
    recommendation:
      best === undefined
        ? null
        : {
            strategy: best,
            because: 'its last chart came first, and no other costs less CPU and memory',
            bottleneck: 'the database: all 10 connections were busy until the last wave',
            notWhen: queryMode === 'async' ? 'queries block the thread that runs them' : 'memory is short',
          },
  }
}
