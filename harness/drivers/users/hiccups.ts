import { nowUs } from '../../../strategies/app/clock.ts'
import { emptyHistogram, LONGEST_US } from '../../statistics/histogram.ts'
import type { DriverSummary } from '../contract.ts'

const TICK_US = 10_000
/** A tick that is later than this is told as it happens. */
const STALL_US = 50_000

/** Watches how late this process' own loop is. */
export interface HiccupWatch {
  /** Stops watching and says how late the ticks were. */
  stop(): DriverSummary['hiccupUs']
}

/**
 * Ticks every 10 ms and records how late each tick came. A stall swallows the ticks in its midst; what these
 * would have seen is added (`recordValueWithExpectedInterval`), so that one long stall does not count as one
 * late tick among thousands. `stalled` is called at the end of each stall over 50 ms.
 */
export function watchHiccups(stalled: (atUs: number, lateUs: number) => void): HiccupWatch {
  const { counts } = emptyHistogram()
  let longestUs = 0
  let dueUs = nowUs() + TICK_US
  const tick = () => {
    const at = nowUs()
    const lateUs = Math.min(Math.max(at - dueUs, 0), LONGEST_US)
    counts.recordValueWithExpectedInterval(lateUs, TICK_US)
    longestUs = Math.max(longestUs, lateUs)
    if (lateUs > STALL_US) stalled(at, lateUs)
    dueUs = at + TICK_US
    timer = setTimeout(tick, TICK_US / 1_000)
  }
  let timer = setTimeout(tick, TICK_US / 1_000)
  return {
    stop() {
      clearTimeout(timer)
      if (counts.totalCount === 0) return { p50: 0, p99: 0, max: 0 }
      return { p50: counts.getValueAtPercentile(50), p99: counts.getValueAtPercentile(99), max: longestUs }
    },
  }
}
