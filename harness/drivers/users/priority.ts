import { writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'

/** As strong as is usual for what must be on time; the target gets all that is left. */
const NICE = -15

/**
 * Lets a process run before others where we may (root, CAP_SYS_NICE): a user who comes late because the target
 * keeps all cores busy would be a user that was measured wrongly. Linux weighs whole sessions of processes first
 * (autogroups), within which alone niceness counts, so the group is told too. Returns whether it was allowed;
 * otherwise everything goes on as before, and the send lag tells how late users were.
 */
export function runFirst(pid: number): boolean {
  try {
    setPriority(pid, NICE)
    if (process.platform === 'linux') writeFileSync(`/proc/${pid}/autogroup`, `${NICE}`)
    return true
  } catch {
    return false
  }
}
