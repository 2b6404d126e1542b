import { cpuTimeMs } from '../measure/processTime.ts'

const LOOK_MS = 50
/** CPU time is told in ticks of 10 ms: processes that together use no more than one in a look are at rest. */
const REST_MS = 10
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
    if (now - before <= REST_MS) return
    before = now
  }
}

async function total(pids: readonly number[]): Promise<number> {
  const times = await Promise.all(pids.map(cpuTimeMs))
  return times.reduce<number>((sum, time) => sum + (time ?? 0), 0)
}
