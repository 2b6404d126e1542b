import { readFile } from 'node:fs/promises'

/** `CLK_TCK` is 100 on every Linux that Node runs on. */
const TICK_MS = 10

/** CPU time that a process has used so far, ms, by proc(5); undefined where it is gone or there is no /proc. */
export async function cpuTimeMs(pid: number): Promise<number | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1')
    // Fields 14 and 15, counted from the state, which is field 3 and follows the name in parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS
  } catch {
    return undefined
  }
}
