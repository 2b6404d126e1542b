import { z } from 'zod'

export const strategy = z.object({
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  /** How a recommendation begins: "Serve it from one process". */
  imperative: z.string().optional(),
  color: z.object({ light: z.string(), dark: z.string() }),
  mark: z.enum(['circle', 'triangle', 'square', 'diamond', 'cross', 'star', 'plus']),
  capabilities: z.record(z.string(), z.unknown()).nullable(),
})
