import { muchLessMemory } from '../../../reports/costs.ts'
import type { Cell, Comparison, Trial } from '../../../reports/model.ts'
import { megabytes } from '../../../reports/units.ts'
import type { StrategyMetadata } from '../../../strategies/contract.ts'
import { because, equals } from './because.ts'
import { bottleneck } from './bottleneck.ts'
import { type Burst, goFaster } from './goFaster.ts'
import type { Ranked } from './order.ts'
import { sameWinner } from './sameWinner.ts'
import { type Statistic, validTrials } from './statistic.ts'

/** What a recommendation looks at beside the order. */
export interface RecommendationContext {
  readonly trials: readonly Trial[]
  readonly strategies: ReadonlyMap<string, StrategyMetadata>
  readonly connections: number
  readonly workers: number
  /** null where the load is no plain burst: its limit cannot be reckoned exactly. */
  readonly burst: Burst | null
}

/** The first of an order: why it is, what limits it, when not. null where nobody could be ranked. */
export function recommend(
  ranked: readonly Ranked[],
  statistic: Statistic,
  context: RecommendationContext,
): Comparison['recommendation'] {
  const cells = ranked.map((one) => one.cell)
  const cell = cells[0]
  if (!cell) return null
  const { burst, connections, trials } = context
  const strategy = context.strategies.get(cell.key.strategy)
  const faster = burst && strategy && goFaster(cell, strategy, { ...context, burst })
  const ties = equals(ranked).map(({ key }) => key.strategy)
  const winner = sameWinner(cells, statistic, trials)
  return {
    strategy: cell.key.strategy,
    because: because(ranked, statistic, trials),
    bottleneck: bottleneck(cell, connections, validTrials(cell, trials)),
    notWhen: notWhen(cells, strategy),
    ...(faster ? { goFaster: faster } : {}),
    ...(ties.length > 0 ? { ties } : {}),
    ...(winner ? { sameWinner: winner } : {}),
  }
}

/** `cells` in their order, of which there is a first. */
function notWhen(cells: readonly Cell[], metadata: StrategyMetadata | undefined): string {
  const hungry = memoryShort(cells)
  if (!metadata) return hungry ?? 'nothing is known of it beyond this run'
  const { responsive, roles } = metadata.capabilities
  const blocking = cells[0]!.key.queryMode === 'blocking'
  if (blocking && !responsive.blocking)
    return 'when connected users must get answers while others load: a query stops their worker'
  if (!blocking && !responsive.blocking)
    return 'when the database driver blocks: a query would stop every user of its worker'
  if (hungry) return hungry
  if (Object.values(roles).some(({ death }) => death === 'sessions-fail'))
    return 'when sessions must outlive a process that dies'
  return 'when its parts are more than you want to run'
}

function memoryShort(cells: readonly Cell[]): string | undefined {
  const frugal = muchLessMemory(cells)
  if (!frugal) return undefined
  const { cell, bytes, firstBytes } = frugal
  return `when memory is short: ${megabytes(firstBytes)} for each user, where ${cell.key.strategy} needs ${megabytes(bytes)}`
}
