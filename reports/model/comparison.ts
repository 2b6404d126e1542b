import { z } from 'zod'
import { count, queryMode } from './parts.ts'

export const comparison = z.object({
  users: count,
  queryMode,
  ranking: z.array(z.object({ strategy: z.string(), reason: z.string() })),
  recommendation: z
    .object({
      strategy: z.string(),
      because: z.string(),
      bottleneck: z.string(),
      notWhen: z.string(),
      /** What would lower the limit itself: "add connections …: 20 connections lower the best possible to 20 s". */
      goFaster: z.string().optional(),
      /** Others that this run cannot tell from it, neither by time nor by cost; the simplest first. */
      ties: z.array(z.string()).optional(),
      /** Rounds of trials in which it was the best or within 2 % of it; absent with fewer than two. */
      sameWinner: z.object({ won: count, of: count }).optional(),
    })
    .nullable(),
})
