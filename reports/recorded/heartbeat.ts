/** A probe's loop gives a sign of life this often; what is beyond it is delay. */
const HEARTBEAT_US = 50_000

/** How long a loop was late, ms, from the longest time for which it gave no sign of life, µs. */
export function loopDelayMs(loopUs: number): number {
  return Math.max(0, loopUs - HEARTBEAT_US) / 1_000
}
