import { z } from 'zod'
import { count } from './parts.ts'

export const run = z.object({
  id: z.string(),
  startedAt: z.string().describe('ISO 8601'),
  command: z.string(),
  seed: count,
  scenario: z.record(z.string(), z.unknown()).describe('as resolved'),
  driver: z.string(),
  /** `closed`: a user arrives when another has left, so a slow server is asked less often. */
  loadModel: z.enum(['open', 'closed']),
  providers: z.array(
    z.object({
      service: z.string(),
      provider: z.string(),
      version: z.string(),
      reason: z.string(),
      container: z
        .object({
          image: z.string(),
          imageId: z.string().describe('of its content: a tag may come to mean another one'),
          engine: z.string(),
          network: z
            .enum(['host', 'ports'])
            .describe("host: the machine's own network; ports: one of its own, published on 127.0.0.1"),
        })
        .optional()
        .describe('where the service ran in a container'),
    }),
  ),
  commit: z.string().nullable(),
  interrupted: z.boolean(),
  plannedTrials: count
    .optional()
    .describe('that were to be played, of all cells together; an interrupted run has fewer'),
  /** What makes the whole run less than it looks: "one trial: no estimate of noise". */
  notes: z.array(z.string()),
})

export const environment = z.object({
  os: z.string(),
  kernel: z.string(),
  cpuModel: z.string(),
  cores: count,
  memoryBytes: count,
  node: z.string(),
  bench: z.string(),
  postgres: z.string().nullable(),
  nginx: z.string().nullable(),
})
