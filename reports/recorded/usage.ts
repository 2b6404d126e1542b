import type { Timeline } from '../contract.ts'
import { isOwnRole } from '../roles.ts'
import type { ResourceLine } from './schemas.ts'

/** CPU time is told in steps of 10 ms: what passed in less than this cannot be made a share. */
const LEAST_US = 250_000

type Usage = Pick<Timeline, 'cpu' | 'memory'>

/**
 * CPU by role and the memory of the strategy, look by look. CPU time of a process counts from the look at which
 * it was first seen, or from its birth where it came after the first look; what a process used between its last
 * look and its end is nowhere recorded.
 */
export function usageOf(lines: Iterable<ResourceLine>): Usage {
  const cpu: Timeline['cpu'][number][] = []
  const memory: Timeline['memory'][number][] = []
  let before: ReadonlyMap<number, number> | undefined
  let beforeUs = 0
  for (const look of looksOf(lines)) {
    const atUs = look[0]!.atUs
    const counts = !before || atUs - beforeUs >= LEAST_US
    if (before && counts) cpu.push({ atMs: atUs / 1_000, percent: percentOf(look, before, atUs - beforeUs) })
    const bytes = memoryOf(look)
    if (bytes !== null) memory.push({ atMs: Math.max(0, atUs) / 1_000, bytes })
    if (!counts) continue
    before = new Map(look.map(({ pid, cpuMs }) => [pid, cpuMs]))
    beforeUs = atUs
  }
  return { cpu, memory }
}

/** The lines that were written at one moment. */
function* looksOf(lines: Iterable<ResourceLine>): Generator<ResourceLine[]> {
  let look: ResourceLine[] = []
  for (const line of lines) {
    // It counts again what its processes have told.
    if (line.role === 'container') continue
    if (look.length > 0 && look[0]!.atUs !== line.atUs) {
      yield look
      look = []
    }
    look.push(line)
  }
  if (look.length > 0) yield look
}

function percentOf(
  look: readonly ResourceLine[],
  before: ReadonlyMap<number, number>,
  us: number,
): Record<string, number> {
  const percent: Record<string, number> = {}
  for (const { role, pid, cpuMs } of look) {
    const since = before.get(pid) ?? 0
    // A number that was given to a new process begins again.
    const usedMs = cpuMs >= since ? cpuMs - since : cpuMs
    percent[role] = (percent[role] ?? 0) + (usedMs * 100_000) / us
  }
  return percent
}

/** Null where the strategy has no process, or one that does not tell. */
function memoryOf(look: readonly ResourceLine[]): number | null {
  const own = look.filter(({ role }) => isOwnRole(role))
  if (own.length === 0) return null
  let sum = 0
  for (const { pssBytes } of own) {
    if (pssBytes === null) return null
    sum += pssBytes
  }
  return sum
}
