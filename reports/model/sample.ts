import { z } from 'zod'
import { count } from './parts.ts'

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
