/**
 * The built-in driver, which stands still for 300 ms while its first users are due: from shortly before the
 * zero of the schedule, which the harness sends some 150 ms ahead.
 */
import '../../harness/drivers/users/play.ts'
import { nowUs } from '../../strategies/app/clock.ts'

const STALL_MS = 300
const AHEAD_US = 20_000

process.stdin.on('data', (chunk) => {
  const begin = /\{"type":"begin","at":(\d+)\}/.exec(String(chunk))
  if (!begin) return
  const inMs = (Number(begin[1]) - AHEAD_US - nowUs()) / 1_000
  setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALL_MS), inMs)
})
