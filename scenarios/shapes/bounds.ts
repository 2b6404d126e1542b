import { wrongUse } from '../../harness/errors.ts'
import type { Arrivals } from './contract.ts'

/** The most users of one group. */
export const MOST_USERS = 100_000

/** A product of a rate and a time misses a whole number of arrivals by less than this. */
export const ROUNDING = 1e-6

/** A load that has been understood: arrivals per second, and either their count or the time they stop. */
export type Bounds = { rate: number; count: number } | { rate: number; endUs: number }

/**
 * What bounds an open load. Users and a rate fix the count; a rate and a duration leave it to the shape; users
 * and a duration give the rate. All three, or too few of them, are wrong use.
 */
export function bounds({ users, rate, durationMs }: Arrivals): Bounds {
  if (users !== undefined && rate !== undefined && durationMs !== undefined) {
    throw wrongUse(
      'users, rate and duration together say the same thing twice',
      'leave one of the three out: users fix how many arrive, or rate × duration does',
    )
  }
  if (durationMs === undefined) {
    if (users === undefined || rate === undefined) {
      throw wrongUse('an open load needs a rate (or utilisation) and either users or a duration')
    }
    return { rate, count: users }
  }
  if (durationMs <= 0) throw wrongUse('the duration of a load must be longer than nothing')
  if (users !== undefined) return { rate: users / (durationMs / 1_000), count: users }
  if (rate === undefined) throw wrongUse('a load with a duration needs a rate, utilisation or users')
  if ((rate * durationMs) / 1_000 > MOST_USERS) {
    throw wrongUse(`rate × duration is more than ${MOST_USERS} users`, 'a lower rate or a shorter duration')
  }
  return { rate, endUs: durationMs * 1_000 }
}
