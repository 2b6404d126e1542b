import { z } from 'zod'
import { count, millis } from './parts.ts'

// What was measured: the same of a trial, a cell and a group of users.

/** A figure that n cannot carry is null; `why` then says so ("n too small (24 of 59)"). */
export const summary = z
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

export const summaries = {
  ttcMs: summary,
  waitMs: summary,
  queryMs: summary,
  overheadMs: summary,
  sendLagMs: summary,
  interactionMs: z.object({ alone: summary, loaded: summary }),
}

export const counts = z.object({
  scheduled: count,
  started: count,
  dropped: count,
  ok: count,
  error: count,
  timeout: count,
  interrupted: count,
  retried: count,
})

const floorFigures = z.object({ p50: millis, p95: millis, max: millis }).nullable()

export const physics = z.object({
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
