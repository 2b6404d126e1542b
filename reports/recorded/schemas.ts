import { z } from 'zod'

const stamp = z.number().int()
const count = z.number().int().nonnegative()

/** `clock.json`: the zero of the trial's schedule on the clock of the probes. */
export const clockSchema = z.object({ zeroUs: stamp.describe('µs of CLOCK_MONOTONIC') })

/** A line of `resources.ndjson`: one process at one look. */
export const resourceSchema = z.object({
  atUs: stamp.describe('µs from the zero of the schedule; the same for all lines of a look'),
  role: z.string(),
  pid: count,
  cpuMs: z.number().nonnegative().describe('since the process began'),
  pssBytes: count.nullable(),
  memoryBytes: count
    .optional()
    .describe('of a container (role `container`, pid of its init): what its control group is charged'),
})
export type ResourceLine = z.infer<typeof resourceSchema>

/** A line of `connections.ndjson`: one look at Postgres. */
export const connectionSchema = z.object({
  atUs: stamp.describe('µs from the zero of the schedule'),
  connections: count.describe('held, by everybody but the harness'),
  active: count.describe('of these, how many ran the slow query'),
})
export type ConnectionLine = z.infer<typeof connectionSchema>

/** What the timeline needs of the counters in `target/*.ndjson`. */
export const countersSchema = z.object({
  at: stamp.describe('µs of CLOCK_MONOTONIC'),
  loopUs: z.number().nonnegative().describe('the longest in this second without a sign of life'),
})
