import { z } from 'zod'
import { fates } from './faults.ts'
import { counts, physics, summaries } from './figures.ts'
import { count, millis, queryMode, verdict } from './parts.ts'

const key = z.object({ strategy: z.string(), users: count, queryMode })

export const cell = z.object({
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
