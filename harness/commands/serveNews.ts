import type { ProcessInfo } from '../../strategies/contract.ts'
import type { LostProcess } from '../target/serverProcess.ts'
import type { TargetWatch } from '../target/target.ts'

/**
 * Tells whoever runs a server what happens to its processes, one line for each change: who died and how, and
 * who is there instead. `first` are those that it began with; `nowMs` is a monotonic clock.
 */
export function processNews(
  print: (line: string) => void,
  nowMs = () => performance.now(),
): TargetWatch & { began(first: readonly ProcessInfo[]): void } {
  let known: readonly ProcessInfo[] = []
  /** When those died, by role, whose place nobody has taken yet. */
  const gaps = new Map<string, number[]>()
  return {
    began(first) {
      known = first
    },
    lost({ role, pid, how }: LostProcess) {
      print(`${named(known.find((one) => one.pid === pid) ?? { role, pid })} ${how}`)
      gaps.set(role, [...(gaps.get(role) ?? []), nowMs()])
    },
    changed(processes) {
      const before = new Set(known.map(({ pid }) => pid))
      for (const process of processes) {
        if (before.has(process.pid)) continue
        const sinceMs = gaps.get(process.role)?.shift()
        const after = sinceMs === undefined ? '' : `, after ${((nowMs() - sinceMs) / 1_000).toFixed(1)} s`
        print(`${named(process)} is there${after}`)
      }
      known = processes
    },
  }
}

/** "worker w2 (pid 31)". */
function named({
  role,
  worker,
  pid,
}: {
  role: string
  worker?: string | undefined
  pid?: number | undefined
}) {
  const name = worker === undefined || worker === role ? role : `${role} ${worker}`
  return pid === undefined ? name : `${name} (pid ${pid})`
}
