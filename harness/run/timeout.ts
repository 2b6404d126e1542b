import type { ScheduledUser } from '../../scenarios/contract.ts'
import { ownFloor } from '../statistics/physics.ts'

/**
 * When users give up, ms from their intended start: three times the longest wait that the strategy's own
 * floor demands of anyone, and half a minute.
 */
export function timeoutFor(
  users: readonly ScheduledUser[],
  slots: readonly number[],
  { factor = 3, extraMs = 30_000 } = {},
): number {
  const byQuery = Map.groupBy(users, (user) => user.queryMs)
  let longestUs = 0
  for (const [queryMs, group] of byQuery) {
    const starts = group.flatMap((user) => Array.from({ length: user.widgets }, () => user.atUs))
    const completions = ownFloor(starts, slots, queryMs * 1_000)
    for (const [i, at] of completions.entries()) longestUs = Math.max(longestUs, at - starts[i]!)
  }
  return Math.ceil((factor * longestUs) / 1_000 + extraMs)
}
