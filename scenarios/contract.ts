import { z } from 'zod'
import type { ChartKey } from '../strategies/app/protocol/chart.ts'
import { imageReferencePattern, LONGEST_REFERENCE } from './imageReference.ts'

const unitsMs = { us: 0.001, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const

/** `5s`, `200ms`, `1.5m` in milliseconds; undefined where the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(us|ms|s|m|h)$/.exec(text.trim())
  return match ? Number(match[1]) * unitsMs[match[2] as keyof typeof unitsMs] : undefined
}

/** The shortest usual way to write a duration: `5s`, `1.5s`, `200ms`. */
export function formatDuration(ms: number): string {
  if (ms >= 60_000 && ms % 60_000 === 0) return `${ms / 60_000}m`
  return ms >= 1_000 ? `${Number((ms / 1_000).toFixed(3))}s` : `${Number(ms.toFixed(3))}ms`
}

const durationText = z
  .string({
    error: ({ input }) => (input === undefined ? undefined : 'must be a duration such as 5s, 200ms or 2m'),
  })
  .regex(/^\d+(\.\d+)?\s*(us|ms|s|m|h)$/, 'must be a duration such as 5s, 200ms or 2m')
  .describe('a duration: 200ms, 5s, 2m')

const share = z
  .number()
  .positive()
  .max(10)
  .describe('the rate as a share of P/Q, the most that the database can serve')
const rate = z.number().positive().max(100_000).describe('arrivals per second')

const open = {
  rate: rate.optional(),
  utilisation: share.optional(),
  duration: durationText.optional(),
  after: durationText.optional(),
}
const anyRate = z.number().min(0).max(100_000)
const anyShare = z.number().min(0).max(10)
const span = (end: typeof anyRate) => z.strictObject({ from: end, to: end })
const exactlyOneRate = (load: { rate?: unknown; utilisation?: unknown }) =>
  (load.rate === undefined) !== (load.utilisation === undefined)
const oneRate = (load: { rate?: number | undefined; utilisation?: number | undefined }) =>
  load.rate === undefined || load.utilisation === undefined

const load = z
  .discriminatedUnion('shape', [
    z.strictObject({ shape: z.literal('burst'), after: durationText.optional() }),
    z
      .strictObject({ shape: z.literal('constant'), ...open })
      .refine(oneRate, 'rate and utilisation exclude each other'),
    z
      .strictObject({ shape: z.literal('poisson'), ...open })
      .refine(oneRate, 'rate and utilisation exclude each other'),
    z
      .strictObject({
        shape: z.literal('ramp'),
        rate: span(anyRate).optional().describe('arrivals per second at the beginning and at the end'),
        utilisation: span(anyShare).optional().describe('the same as shares of P/Q'),
        duration: durationText,
        after: durationText.optional(),
      })
      .refine(exactlyOneRate, 'one of rate and utilisation must be there'),
    z.strictObject({
      shape: z.literal('stages'),
      stages: z
        .array(
          z
            .strictObject({
              rate: anyRate.optional().describe('arrivals per second at the end of the stage'),
              utilisation: anyShare.optional().describe('the same as a share of P/Q'),
              duration: durationText,
            })
            .refine(exactlyOneRate, 'one of rate and utilisation must be there'),
        )
        .min(1)
        .max(50)
        .describe('the rate moves in a straight line to that of each stage, from 0'),
      after: durationText.optional(),
    }),
    z.strictObject({
      shape: z.literal('closed'),
      iterations: z
        .number()
        .int()
        .min(1)
        .max(10_000)
        .describe('how many journeys each user makes, one after the other'),
      pause: durationText.default('0ms').describe('from the end of one journey to the beginning of the next'),
      after: durationText.optional(),
    }),
  ])
  .describe('when users arrive')

const journey = z
  .strictObject({
    interactions: z
      .union([z.number().int().min(0).max(10_000), z.literal('until-end')])
      .default(0)
      .describe(
        'how often a user moves the slider once the chart is there; until-end: as long as others load',
      ),
    thinkTime: durationText.default('1s').describe('from one intended interaction to the next'),
  })
  .describe('what one user does after the chart has arrived')

const users = z.number().int().min(1).max(100_000).optional()

const group = z.strictObject({
  users: users.describe('how many; left out where the load has a duration'),
  query: durationText,
  load,
  journey: journey.prefault({}),
})

/** Whom a fault strikes by a name that is the same for every strategy; any other is a role of its own. */
export const generalRoles = {
  worker: 'a process that holds sessions or runs queries, whatever the strategy calls it',
  proxy: 'its reverse proxy',
  postgres: 'the database',
  sockets: 'the network between users and server',
} as const

/** What can be done to parts while a scenario is played. */
const fault = z
  .strictObject({
    at: durationText.describe('after the beginning of the measurement'),
    what: z
      .enum(['kill', 'restart', 'stop', 'drain', 'reload', 'pause', 'cut'])
      .describe(
        'kill ends a process at once, restart in order; stop freezes it, pause all of Postgres, each for a while; drain: no new sessions, those that wait get their charts, then it ends; reload: it reads its configuration again; cut: all sockets are lost',
      ),
    role: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/, 'must be a name in small letters')
      .max(64)
      .describe(
        `${Object.entries(generalRoles)
          .map(([name, means]) => `${name}: ${means}`)
          .join('; ')}; or a role of a strategy's own`,
      ),
    index: z
      .number()
      .int()
      .min(0)
      .max(255)
      .optional()
      .describe('which process of the role, from 0; the first where it is left out'),
    for: durationText.optional().describe('how long a stop or a pause lasts'),
  })
  .refine(({ what, for: lasts }) => lasts !== undefined || (what !== 'stop' && what !== 'pause'), {
    message: 'is missing: a stop or a pause lasts for a while',
    path: ['for'],
  })
  .refine(({ what, for: lasts }) => lasts === undefined || what === 'stop' || what === 'pause', {
    message: 'only a stop or a pause lasts',
    path: ['for'],
  })
  .refine(({ what, role }) => what !== 'pause' || role === 'postgres', {
    message: 'only postgres is paused; a process is stopped',
    path: ['what'],
  })
  .refine(({ what, role }) => role !== 'postgres' || what === 'pause' || what === 'restart', {
    message: 'postgres can be paused and restarted',
    path: ['what'],
  })
  .refine(({ what, role }) => (what === 'cut') === (role === 'sockets'), {
    message: 'cut is what sockets suffer, and they suffer nothing else',
    path: ['what'],
  })
  .refine(({ role, index }) => index === undefined || (role !== 'postgres' && role !== 'sockets'), {
    message: 'there is only one postgres, and a cut strikes all sockets',
    path: ['index'],
  })

const image = z
  .string()
  .max(LONGEST_REFERENCE)
  .regex(imageReferencePattern, 'must be an image such as postgres:17')
  .optional()

const images = z
  .strictObject({ postgres: image, nginx: image })
  .describe(
    'what services in containers are made of, where the command line and the environment do not say so',
  )

/** A scenario as it stands in YAML. Everything but `name`, `title`, `answers` and `load` has a default. */
export const scenarioSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'must be small letters, digits and dashes, beginning with a letter')
    .max(40),
  title: z.string().min(1).max(100),
  answers: z.string().min(1).max(2_000).describe('a paragraph: the question that a run of it answers'),
  users: users.describe('how many; 24 where neither this nor a duration of the load says so'),
  query: durationText.default('5s'),
  widgets: z.number().int().min(1).max(12).default(1),
  load,
  journey: journey.prefault({}),
  besides: z
    .record(
      z
        .string()
        .regex(/^[a-z][a-z0-9-]*$/)
        .max(24),
      group,
    )
    .default({})
    .describe('further groups of users, by name; the main group is called "users"'),
  faults: z.array(fault).max(50).default([]).describe('what happens to the parts meanwhile'),
  images: images.optional(),
  objectives: z.array(z.string().max(100)).max(20).default([]),
})

/** A scenario document, validated, with its defaults filled in. */
export type Scenario = z.infer<typeof scenarioSchema>
export type Load = z.infer<typeof load>
export type Fault = z.infer<typeof fault>
export type Journey = z.infer<typeof journey>

/** The name of the group that `users`, `query`, `load` and `journey` at the top of a scenario describe. */
export const MAIN_GROUP = 'users'

/**
 * `closed`: a user arrives when another has left, so that a slow server is asked less often; to be said
 * wherever its figures stand.
 */
export type LoadModel = 'open' | 'closed'

/** Closed where the load of any group is. */
export function loadModelOf({ load, besides }: Scenario): LoadModel {
  const loads = [load, ...Object.values(besides).map((group) => group.load)]
  return loads.some(({ shape }) => shape === 'closed') ? 'closed' : 'open'
}

/** How many users there are where neither the scenario nor the command line says so. */
export const DEFAULT_USERS = 24

/** One user as the schedule lays it out. In a closed model, one journey of a user who makes several. */
export interface ScheduledUser {
  /** From 0, in the order of the intended starts. */
  readonly user: number
  readonly group: string
  /**
   * The intended start, µs after the beginning. Of one who follows another: the earliest that it can be, if
   * nobody ever had to wait for anything but the query.
   */
  readonly atUs: number
  /**
   * In a closed model: the intended start is so long (µs) after this user, whose number is smaller, has left or
   * was dropped, and not at `atUs`. One user has one follower at the most.
   */
  readonly after?: { readonly user: number; readonly pauseUs: number }
  /** The key of the first widget; widget i has key + i. */
  readonly key: ChartKey
  readonly widgets: number
  readonly queryMs: number
  /** How many interactions follow the chart; null: until told to leave. */
  readonly interactions: number | null
  readonly thinkMs: number
}

/** What a shape needs to lay out arrivals. */
export interface Arrivals {
  /** Fixes the count. */
  readonly users?: number | undefined
  /** Arrivals per second. */
  readonly rate?: number | undefined
  /** Without `users`: arrivals stop before this. With `users` and no rate: they are spread over it. */
  readonly durationMs?: number | undefined
  /** How the rate moves, of the shapes whose rate does; stretched in time where users or a duration ask for it. */
  readonly course?: Course | undefined
}

/** A rate that moves in straight lines through these points; ascending from `atMs` 0, at least two. */
export type Course = readonly { readonly atMs: number; readonly rate: number }[]

/**
 * A load shape: a pure function from numbers and a source of uniform numbers in [0, 1) to the intended
 * starts, in integer microseconds from the start of the measurement, ascending. Of a closed load: of the first
 * journey of each user.
 */
export type LoadShape = (arrivals: Arrivals, random: () => number) => number[]
