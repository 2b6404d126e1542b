import { z } from 'zod'
import { fates, fault } from './faults.ts'
import { counts, physics, summaries } from './figures.ts'
import { count, millis, queryMode, verdict } from './parts.ts'
import { isolation, resources } from './resources.ts'

export const check = z.object({
  name: z.string(),
  value: z.string(),
  limit: z.string(),
  /** null: not checked by this version or on this machine; `value` says why. */
  ok: z.boolean().nullable(),
})

export const trial = z.object({
  id: z.string(),
  cell: z.string(),
  strategy: z.string(),
  users: count,
  queryMode,
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
