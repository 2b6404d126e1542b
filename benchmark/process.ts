import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpuTimeMs } from '../harness/measure/processTime.ts'

const LOOK_MS = 100

/** Binds processes with all their threads to one core; children that they start later inherit it. */
export function pin(core: number, ...pids: (number | undefined)[]): void {
  for (const pid of pids) {
    if (pid !== undefined) execFileSync('taskset', ['-apc', String(core), String(pid)], { stdio: 'ignore' })
  }
}

/** CPU time of processes together so far, ms. */
export async function cpuOf(pids: readonly number[]): Promise<number> {
  const times = await Promise.all(pids.map(cpuTimeMs))
  return times.reduce<number>((sum, time) => sum + (time ?? 0), 0)
}

/** Watches a process's memory; `stop` returns how far it rose above the first look, bytes. */
export function watchPss(pid: number): { stop(): number } {
  const first = pssBytes(pid)
  let peak = first
  const timer = setInterval(() => {
    peak = Math.max(peak, pssBytes(pid))
  }, LOOK_MS)
  return {
    stop() {
      clearInterval(timer)
      return peak - first
    },
  }
}

function pssBytes(pid: number): number {
  try {
    const match = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))
    return match ? Number(match[1]) * 1_024 : 0
  } catch {
    // It has just ended; the peak stands.
    return 0
  }
}
