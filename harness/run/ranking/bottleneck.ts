import { cpuCost, isExact } from '../../../reports/costs.ts'
import type { Cell, Trial } from '../../../reports/model.ts'
import { counted, duration, percent } from '../../../reports/units.ts'

/** A part that takes less than this share of the query is not what holds users up. */
const NOTABLE = 0.05

/** Which part of a chart's time limits a cell. */
export type Limit = 'connections' | 'server' | 'query'

/** The largest part of the mean time to chart beyond the query itself. */
export function limitOf({ waitMs, queryMs, overheadMs }: Cell): Limit {
  const [wait, query, overhead] = [waitMs.mean ?? 0, queryMs.mean ?? 0, overheadMs.mean ?? 0]
  if (wait >= overhead && wait > query * NOTABLE) return 'connections'
  return overhead > query * NOTABLE ? 'server' : 'query'
}

/** What limits a cell, with the figures that show it. `trials` are its valid ones. */
export function bottleneck(cell: Cell, connections: number, trials: readonly Trial[]): string {
  const [wait, query, overhead] = [cell.waitMs, cell.queryMs, cell.overheadMs].map(({ mean }) => mean ?? 0)
  const all = duration(wait! + query! + overhead!)
  switch (limitOf(cell)) {
    case 'connections':
      return `the ${counted(connections, 'database connection')}: a user waits ${duration(wait!)} for one on average, of ${all} in all${busy(cell, trials)}`
    case 'server':
      return `the server itself: ${duration(overhead!)} of ${all} is neither query nor waiting for a connection${busy(cell, trials)}`
    case 'query':
      return `the query itself: ${duration(query!)} of ${all}`
  }
}

/** How much of a core the strategy used meanwhile, where ticks can tell. */
function busy(cell: Cell, trials: readonly Trial[]): string {
  const cost = cpuCost(cell, trials)
  const measuredMs = trials.reduce((sum, trial) => sum + (trial.measuredMs ?? 0), 0)
  const charts = trials.reduce((sum, { counts }) => sum + counts.ok + counts.retried, 0)
  if (cost === null || !isExact(cost) || measuredMs === 0) return ''
  return `; meanwhile the strategy used ${percent((cost.ms * charts) / measuredMs)} of one core`
}
