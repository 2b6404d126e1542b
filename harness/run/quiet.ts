import { cpuTimeMs } from '../measure/processTime.ts'

const LOOK_MS = 100
/** One process that uses less than this share of a core in a look is at rest. */
const REST_SHARE = 0.1
const PATIENCE_MS = 2_000

/**
 * Waits until the processes are at rest, so that what verification and warm-up set off (threads that start,
 * code that is compiled) is not measured. Gives up after two seconds: a target that is never at rest shows it.
 */
export async function untilQuiet(pids: () => readonly number[], signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  let before = await total(pids())
  while (performance.now() < deadline) {
    signal.throwIfAborted()
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    const now = await total(pids())
    if (now - before < LOOK_MS * REST_SHARE * 2) return
    before = now
  }
}

async function total(pids: readonly number[]): Promise<number> {
  const times = await Promise.all(pids.map(cpuTimeMs))
  return times.reduce<number>((sum, time) => sum + (time ?? 0), 0)
}
