import type { Cell } from '../../../reports/model.ts'
import { counted, duration } from '../../../reports/units.ts'
import { atOnce } from '../../../scenarios/shapes/burst.ts'
import { floor } from '../../statistics/physics.ts'

/** A load whose limit can be reckoned exactly: one burst, one query time, no faults. */
export interface Burst {
  readonly queryMs: number
  readonly widgets: number
}

/**
 * What would lower the limit itself, by the recurrence of the physics floor with twice the connections; undefined
 * where that recurrence does not give the limit that the cell was measured against.
 */
export function goFaster(cell: Cell, connections: number, burst: Burst): string | undefined {
  const measuredAgainst = cell.physics?.floorMs?.max
  if (measuredAgainst === undefined) return undefined
  const { users } = cell.key
  const now = limitMs(users, connections, burst)
  if (Math.abs(now - measuredAgainst) > 0.5) return undefined
  if (users * burst.widgets <= connections) {
    return `shorten the query: with ${counted(connections, 'connection')} no chart waits for one, and more of them change nothing`
  }
  const more = limitMs(users, connections * 2, burst)
  return `add connections or shorten the query: ${counted(connections * 2, 'connection')} lower the best possible from ${duration(now)} to ${duration(more)}, half the query to ${duration(limitMs(users, connections, { ...burst, queryMs: burst.queryMs / 2 }))}`
}

/** The longest time to chart that the floor of a burst allows, ms. */
function limitMs(users: number, connections: number, { queryMs, widgets }: Burst): number {
  const intendedUs = atOnce('a burst', users).flatMap((us) => Array.from({ length: widgets }, () => us))
  const waits = floor(intendedUs, connections, queryMs * 1_000).map((us, i) => us - intendedUs[i]!)
  return Math.max(...waits) / 1_000
}
