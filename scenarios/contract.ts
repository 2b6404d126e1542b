import { z } from 'zod'
import type { ChartKey } from '../strategies/app/protocol/chart.ts'

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
  .string()
  .regex(/^\d+(\.\d+)?\s*(us|ms|s|m|h)$/, 'must be a duration such as 5s, 200ms or 2m')
  .describe('a duration: 200ms, 5s, 2m')

const rate = z.number().positive().max(100_000).describe('arrivals per second')

const open = {
  rate: rate.optional(),
  utilisation: z
    .number()
    .positive()
    .max(10)
    .optional()
    .describe('the rate as a share of P/Q, the most that the database can serve'),
  duration: durationText.optional(),
  after: durationText.optional(),
}
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

/** A scenario as it stands in YAML. Everything but `name`, `title`, `answers` and `load` has a default. */
export const scenarioSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
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
  objectives: z.array(z.string().max(100)).max(20).default([]),
})

/** A scenario document, validated, with its defaults filled in. */
export type Scenario = z.infer<typeof scenarioSchema>
export type Load = z.infer<typeof load>
export type Journey = z.infer<typeof journey>

/** The name of the group that `users`, `query`, `load` and `journey` at the top of a scenario describe. */
export const MAIN_GROUP = 'users'

/** How many users there are where neither the scenario nor the command line says so. */
export const DEFAULT_USERS = 24

/** One user as the schedule lays it out. */
export interface ScheduledUser {
  /** From 0, in the order of the intended starts. */
  readonly user: number
  readonly group: string
  /** The intended start, µs after the beginning. */
  readonly atUs: number
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
}

/**
 * A load shape: a pure function from numbers and a source of uniform numbers in [0, 1) to the intended
 * starts, in integer microseconds from the start of the measurement, ascending.
 */
export type LoadShape = (arrivals: Arrivals, random: () => number) => number[]
