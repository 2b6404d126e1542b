import { z } from 'zod'
import { count, millis } from './parts.ts'

export const resources = z.object({
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

export const isolation = z
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
