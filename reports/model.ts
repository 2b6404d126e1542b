import { z } from 'zod'

/** The version of `report.json`. A reader refuses a newer one. */
export const REPORT_VERSION = 1

const count = z.number().int().nonnegative()
const millis = z.number()
const key = z.object({ strategy: z.string(), users: count, queryMode: z.enum(['async', 'blocking']) })

export const verdicts = ['VALID', 'INVALID', 'OVERLOADED', 'FAILED', 'SKIPPED', 'INTERRUPTED'] as const
const verdict = z.enum(verdicts)

/** A figure that n cannot carry is null; `why` then says so ("n too small (24 of 59)"). */
const summary = z
  .object({
    n: count,
    min: millis.nullable(),
    mean: millis.nullable(),
    p50: millis.nullable(),
    p90: millis.nullable(),
    p95: millis.nullable(),
    p99: millis.nullable(),
    max: millis.nullable(),
    why: z.string().nullable(),
    /** HDR histogram (3 digits, µs), V2 compressed, base64; null where n is 0. */
    histogram: z.string().nullable(),
  })
  .describe('milliseconds; percentiles by nearest rank')

const summaries = {
  ttcMs: summary,
  waitMs: summary,
  queryMs: summary,
  overheadMs: summary,
  sendLagMs: summary,
  interactionMs: z.object({ alone: summary, loaded: summary }),
}

const check = z.object({
  name: z.string(),
  value: z.string(),
  limit: z.string(),
  /** null: not checked by this version or on this machine; `value` says why. */
  ok: z.boolean().nullable(),
})

const floorFigures = z.object({ p50: millis, p95: millis, max: millis }).nullable()

const physics = z.object({
  floorMs: floorFigures.describe('null in a closed model, where a slow server lowers it'),
  ownFloorMs: floorFigures,
  /**
   * Mean of the floor ÷ mean measured; in a closed model the least time for so many charts ÷ the time they took;
   * null where users gave up or failed.
   */
  efficiency: z.number().nullable(),
  /** The most that its slots allow: mean of the floor ÷ mean of its own floor; null in a closed model. */
  atBest: z.number().nullable(),
  violations: count,
  /** The floor's staircase, thinned, from the zero of the schedule: `charts` could have arrived by `atMs`. */
  curve: z.array(z.object({ atMs: millis, charts: count })).optional(),
})

const counts = z.object({
  scheduled: count,
  started: count,
  dropped: count,
  ok: count,
  error: count,
  timeout: count,
  interrupted: count,
  retried: count,
})

const resources = z.object({
  roles: z.array(
    z.object({ role: z.string(), processes: count, cpuMs: millis, peakPssBytes: count.nullable() }),
  ),
  /** Of the target's processes; its supervisor, Postgres and the driver are listed as roles and left out here. */
  cpuMsPerChart: millis.nullable(),
  pssBytesPerUser: z.number().nullable(),
  loopDelayMs: millis.nullable().describe('the longest that a serving loop did not turn'),
  connectionsInUse: count.nullable().describe('peak, as the servers saw it'),
  connectionsWaiting: count.nullable().describe('peak of sessions that waited for one'),
})

const isolation = z
  .object({
    kind: z.literal('docker'),
    image: z.string(),
    cpus: z.string().nullable().describe('the CPU set, such as 0-1; null: all'),
    memoryLimitBytes: count.nullable().describe('of all processes together; null: none'),
    heapLimitBytes: count.nullable().describe('of the heap of each process'),
    cpuMs: millis.nullable().describe('of all that ran in it while users were played, supervisor included'),
    peakBytes: count
      .nullable()
      .describe('the most that was charged to it, file pages included, since its start'),
    outOfMemoryKills: count.describe('processes that the kernel killed at the memory limit'),
  })
  .describe(
    'the container of the target; figures are those of its control group, null where it was not measured',
  )

const fates = z
  .object({
    kept: count.describe('the chart came over the first socket'),
    reattached: count.describe('the socket was lost, the user attached again, the chart came'),
    requeried: count.describe('the chart came after its query had been started again'),
    failed: z.record(z.string(), count).describe('users who were told a defined error, by its code'),
    lost: count.describe('neither chart nor defined error'),
  })
  .describe('what became of the charts of a trial with faults; each counts once')

const fault = z.object({
  /** As planned, and when it was done, from the zero of the schedule. */
  atMs: millis,
  doneMs: millis.nullable(),
  what: z.string(),
  role: z.string(),
  index: count,
  forMs: millis.nullable(),
  ok: z.boolean(),
  /** Why it was not done, or what happened. */
  detail: z.string(),
})

const trial = z.object({
  id: z.string(),
  cell: z.string(),
  strategy: z.string(),
  users: count,
  queryMode: z.enum(['async', 'blocking']),
  /** Its place in the order of the run, from 1. */
  order: count,
  verdict,
  checks: z.array(check),
  /** One sentence for each check that decided the verdict, or what the target said when it failed. */
  reasons: z.array(z.string()),
  /** From the start of the trial to the first user that was measured. */
  startupMs: millis.nullable(),
  measuredMs: millis.nullable(),
  counts,
  queries: z.object({ expected: count, client: count, server: count.nullable(), database: count }),
  connections: z.object({
    budget: count,
    slots: z.array(count),
    peak: count,
    purposes: z.array(z.object({ purpose: z.string(), connections: count })),
  }),
  ...summaries,
  groups: z.record(z.string(), z.object(summaries)).describe('where a scenario has more than one'),
  physics: physics.nullable(),
  sessions: z.object({
    misroutes: count,
    reattached: count,
    duplicates: count,
    lost: count,
    cancelled: count,
  }),
  faults: z.array(fault),
  fates: fates.nullable().describe('null where the scenario has no faults'),
  recoveryMs: millis.nullable().describe('from the first fault until the last chart was there'),
  workers: z.array(z.object({ worker: z.string(), pid: count, sessions: count, slots: count })),
  resources: resources.nullable(),
  isolation: isolation.nullable().optional().describe('null where the target ran as a child of the run'),
})

const cell = z.object({
  id: z.string(),
  key,
  trials: z.array(z.string()),
  verdict,
  reasons: z.array(z.string()),
  validTrials: count,
  counts,
  ...summaries,
  groups: z.record(z.string(), z.object(summaries)),
  physics: physics.nullable(),
  fates: fates.nullable(),
  recoveryMs: millis.nullable().describe('the longest of its trials'),
  cpuMsPerChart: millis.nullable(),
  pssBytesPerUser: z.number().nullable(),
  objectives: z.array(
    z.object({
      expression: z.string(),
      result: z.enum(['met', 'missed', 'n too small']),
      /** The measured figure with its unit, as text. */
      value: z.string(),
    }),
  ),
})

const comparison = z.object({
  users: count,
  queryMode: z.enum(['async', 'blocking']),
  ranking: z.array(z.object({ strategy: z.string(), reason: z.string() })),
  recommendation: z
    .object({
      strategy: z.string(),
      because: z.string(),
      bottleneck: z.string(),
      notWhen: z.string(),
      /** What would lower the limit itself: "add connections …: 20 connections lower the best possible to 20 s". */
      goFaster: z.string().optional(),
      /** Others that this run cannot tell from it, neither by time nor by cost; the simplest first. */
      ties: z.array(z.string()).optional(),
      /** Rounds of trials in which it was the best or within 2 % of it; absent with fewer than two. */
      sameWinner: z.object({ won: count, of: count }).optional(),
    })
    .nullable(),
})

/** `report.json`: what a run found, complete enough to render, compare and gate on. */
export const reportSchema = z.object({
  version: z.literal(REPORT_VERSION),
  run: z.object({
    id: z.string(),
    startedAt: z.string().describe('ISO 8601'),
    command: z.string(),
    seed: count,
    scenario: z.record(z.string(), z.unknown()).describe('as resolved'),
    driver: z.string(),
    /** `closed`: a user arrives when another has left, so a slow server is asked less often. */
    loadModel: z.enum(['open', 'closed']),
    providers: z.array(
      z.object({
        service: z.string(),
        provider: z.string(),
        version: z.string(),
        reason: z.string(),
        container: z
          .object({
            image: z.string(),
            imageId: z.string().describe('of its content: a tag may come to mean another one'),
            engine: z.string(),
            network: z
              .enum(['host', 'ports'])
              .describe("host: the machine's own network; ports: one of its own, published on 127.0.0.1"),
          })
          .optional()
          .describe('where the service ran in a container'),
      }),
    ),
    commit: z.string().nullable(),
    interrupted: z.boolean(),
    plannedTrials: count
      .optional()
      .describe('that were to be played, of all cells together; an interrupted run has fewer'),
    /** What makes the whole run less than it looks: "one trial: no estimate of noise". */
    notes: z.array(z.string()),
  }),
  environment: z.object({
    os: z.string(),
    kernel: z.string(),
    cpuModel: z.string(),
    cores: count,
    memoryBytes: count,
    node: z.string(),
    bench: z.string(),
    postgres: z.string().nullable(),
    nginx: z.string().nullable(),
  }),
  strategies: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      summary: z.string(),
      /** How a recommendation begins: "Serve it from one process". */
      imperative: z.string().optional(),
      color: z.object({ light: z.string(), dark: z.string() }),
      mark: z.enum(['circle', 'triangle', 'square', 'diamond', 'cross', 'star', 'plus']),
      capabilities: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
  trials: z.array(trial),
  cells: z.array(cell),
  comparison: z.array(comparison),
})

export type Report = z.infer<typeof reportSchema>
export type Trial = Report['trials'][number]
export type Cell = Report['cells'][number]
export type Fates = z.infer<typeof fates>
export type TrialIsolation = z.infer<typeof isolation>
export type TrialFault = z.infer<typeof fault>
export type Comparison = Report['comparison'][number]
export type Summary = z.infer<typeof summary>
export type Summaries = Pick<
  Trial,
  'ttcMs' | 'waitMs' | 'queryMs' | 'overheadMs' | 'sendLagMs' | 'interactionMs'
>
export type Check = z.infer<typeof check>
export type Verdict = z.infer<typeof verdict>

const stamp = z.number().int().nullable()

/** One line of `samples.ndjson`: one chart. Stamps are µs from the zero of the trial's schedule. */
export const sampleSchema = z.object({
  user: count,
  widget: count,
  group: z.string(),
  sensor: count,
  window: count,
  worker: z.string().nullable(),
  outcome: z.enum(['ok', 'retried', 'error', 'timeout', 'interrupted', 'dropped']),
  code: z.string().nullable(),
  intended: z.number().int(),
  sent: stamp,
  page: stamp,
  socket: stamp,
  status: stamp,
  /** The chart's arrival, or when the user gave up or was refused. */
  done: stamp,
  /** The server's stamps, same clock. */
  created: stamp,
  asked: stamp,
  connected: stamp,
  result: stamp,
  pushed: stamp,
  /** The query's own duration, measured by the database, µs. */
  queryUs: stamp,
  /** How often its query was started, where the server tells; else null. */
  queries: count.nullable(),
  /** How often its socket was lost before the chart, and how often it was attached again. */
  lost: count,
  reattached: count,
  /** What became of it, where the scenario has faults; a chart that was dropped has none. */
  fate: z.enum(['kept', 'reattached', 'requeried', 'failed', 'lost']).optional(),
})
export type Sample = z.infer<typeof sampleSchema>
export type Fate = NonNullable<Sample['fate']>
