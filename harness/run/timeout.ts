import type { ScheduledUser } from '../../scenarios/contract.ts'
import { ownFloor } from '../statistics/physics.ts'

/** When users give up by default: so many times the longest wait of the strategy's own floor, and a little. */
const FACTOR = 3
const EXTRA_MS = 30_000

/** When users give up, ms from their intended start. */
export function timeoutFor(users: readonly ScheduledUser[], slots: readonly number[]): number {
  const longestUs = ownCharts(users, slots).reduce(
    (longest, { startUs, endUs }) => Math.max(longest, endUs - startUs),
    0,
  )
  return Math.ceil((FACTOR * longestUs) / 1_000 + EXTRA_MS)
}

/** When the last chart can be there by the strategy's own floor, ms from the zero of the schedule. */
export function lastFloorMs(users: readonly ScheduledUser[], slots: readonly number[]): number {
  return ownCharts(users, slots).reduce((last, { endUs }) => Math.max(last, endUs), 0) / 1_000
}

/** The strategy's own floor of every chart, by groups of equal query time. */
function ownCharts(
  users: readonly ScheduledUser[],
  slots: readonly number[],
): { startUs: number; endUs: number }[] {
  return [...Map.groupBy(users, (user) => user.queryMs)].flatMap(([queryMs, group]) => {
    const starts = group.flatMap((user) => Array.from({ length: user.widgets }, () => user.atUs))
    return ownFloor(starts, slots, queryMs * 1_000).map((endUs, i) => ({ startUs: starts[i]!, endUs }))
  })
}
