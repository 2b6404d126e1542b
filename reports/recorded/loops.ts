import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Timeline } from '../contract.ts'
import { loopDelayMs } from './heartbeat.ts'
import { isNotFound, linesOf } from './lines.ts'
import { countersSchema } from './schemas.ts'

const COUNTERS = '{"type":"counters"'

/**
 * The longest delay among the loops of a target, second by second, from the probe files in `folder`: between the
 * zero of the schedule (µs of CLOCK_MONOTONIC) and `endMs` after it, which is when the measurement ended. Only
 * processes that serve sockets have a probe.
 */
export function loopDelayOf(folder: string, zeroUs: number, endMs: number): Timeline['loopDelay'] {
  const seconds = new Map<number, { atMs: number; ms: number }>()
  for (const file of probeFiles(folder)) {
    for (const line of linesOf(file)) {
      // Events are most of the file, and told by the samples.
      if (!line.startsWith(COUNTERS)) continue
      const counters = countersOf(line)
      if (!counters) continue
      const atMs = (counters.at - zeroUs) / 1_000
      if (atMs < 0 || atMs > endMs) continue
      const second = Math.floor(atMs / 1_000)
      const seen = seconds.get(second)
      const ms = loopDelayMs(counters.loopUs)
      seconds.set(second, { atMs: Math.max(seen?.atMs ?? 0, atMs), ms: Math.max(seen?.ms ?? 0, ms) })
    }
  }
  return [...seconds.values()].sort((a, b) => a.atMs - b.atMs)
}

/**
 * Undefined for a line that was cut off: where a worker was killed and another took its name, that is not the
 * last one of the file.
 */
function countersOf(line: string): { readonly at: number; readonly loopUs: number } | undefined {
  try {
    return countersSchema.parse(JSON.parse(line))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function probeFiles(folder: string): string[] {
  try {
    const files = readdirSync(folder).filter((name) => name.endsWith('.ndjson'))
    return files.sort().map((name) => join(folder, name))
  } catch (error) {
    if (isNotFound(error)) return []
    throw error
  }
}
