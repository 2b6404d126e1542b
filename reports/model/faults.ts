import { z } from 'zod'
import { count, millis } from './parts.ts'

export const fates = z
  .object({
    kept: count.describe('the chart came over the first socket'),
    reattached: count.describe('the socket was lost, the user attached again, the chart came'),
    requeried: count.describe('the chart came after its query had been started again'),
    failed: z.record(z.string(), count).describe('users who were told a defined error, by its code'),
    lost: count.describe('neither chart nor defined error'),
  })
  .describe('what became of the charts of a trial with faults; each counts once')

export const fault = z.object({
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
