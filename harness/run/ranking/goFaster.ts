import type { Cell } from '../../../reports/model.ts'
import { counted, duration } from '../../../reports/units.ts'
import { atOnce } from '../../../scenarios/shapes/burst.ts'
import type { StrategyMetadata } from '../../../strategies/contract.ts'
import { ownFloor } from '../../statistics/physics.ts'

/** A load whose limit can be reckoned exactly: one burst, one query time, no faults. */
export interface Burst {
  readonly queryMs: number
  readonly widgets: number
}

/** What a cell was played with. */
export interface Played {
  readonly connections: number
  readonly workers: number
  readonly burst: Burst
}

/**
 * What would lower the limit of a strategy itself, by the recurrence of its own floor: with the slots that it makes
 * of twice the connections, and with half the query. undefined where more connections give it no slots that help,
 * and where that recurrence does not give the limit that the cell was measured against.
 */
export function goFaster(
  { key: { users, queryMode }, physics }: Cell,
  strategy: Pick<StrategyMetadata, 'name' | 'slots'>,
  { connections, workers, burst }: Played,
): string | undefined {
  const slots = strategy.slots(queryMode, connections, workers)
  const now = limitMs(users, slots, burst)
  const measuredAgainst = physics?.ownFloorMs?.max
  if (measuredAgainst === undefined || Math.abs(now - measuredAgainst) > 0.5) return undefined
  if (users * burst.widgets <= total(slots)) {
    return `shorten the query: with ${counted(connections, 'connection')} no chart waits for one, and more of them change nothing`
  }
  const more = limitMs(users, strategy.slots(queryMode, connections * 2, workers), burst)
  if (now - more < 0.5) return undefined
  const possible =
    total(slots) === connections ? 'the best possible' : `the best possible with ${strategy.name}`
  const half = limitMs(users, slots, { ...burst, queryMs: burst.queryMs / 2 })
  return `add connections or shorten the query: ${counted(connections * 2, 'connection')} lower ${possible} from ${duration(now)} to ${duration(more)}, half the query to ${duration(half)}`
}

/** The longest time to chart that a burst allows with so many slots, ms. */
function limitMs(users: number, slots: readonly number[], { queryMs, widgets }: Burst): number {
  const intendedUs = atOnce('a burst', users).flatMap((us) => Array.from({ length: widgets }, () => us))
  const completedUs = ownFloor(intendedUs, slots, queryMs * 1_000)
  // A load may have more charts than a call can have arguments.
  return completedUs.reduce((longest, us, i) => Math.max(longest, us - intendedUs[i]!), 0) / 1_000
}

function total(slots: readonly number[]): number {
  return slots.reduce((sum, worker) => sum + worker, 0)
}
