import { z } from 'zod'

const unitsMs = { us: 0.001, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const

/** `5s`, `200ms`, `1.5m` in milliseconds; undefined where the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(us|ms|s|m|h)$/.exec(text.trim())
  return match ? Number(match[1]) * unitsMs[match[2] as keyof typeof unitsMs] : undefined
}

/** The shortest usual way to write a duration: `5s`, `1.5s`, `200ms`. */
export function formatDuration(ms: number): string {
  if (ms >= 60_000 && ms % 60_000 === 0) return `${ms / 60_000}m`
  return ms >= 1_000 ? `${Number((ms / 1_000).toFixed(3))}s` : `${Number(ms.toFixed(3))}ms`
}

/** A duration as it stands in a document. */
export const durationText = z
  .string({
    error: ({ input }) => (input === undefined ? undefined : 'must be a duration such as 5s, 200ms or 2m'),
  })
  .regex(/^\d+(\.\d+)?\s*(us|ms|s|m|h)$/, 'must be a duration such as 5s, 200ms or 2m')
  .describe('a duration: 200ms, 5s, 2m')
