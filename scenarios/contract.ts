import { z } from 'zod'
import type { ChartKey } from '../strategies/app/protocol/chart.ts'
import { fault } from './document/fault.ts'
import { group, journey, users } from './document/group.ts'
import { images } from './document/images.ts'
import { load } from './document/load.ts'
import { durationText } from './duration.ts'

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

/** The names of its groups, the main one first. */
export function groupNames({ besides }: Pick<Scenario, 'besides'>): string[] {
  return [MAIN_GROUP, ...Object.keys(besides)]
}

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
