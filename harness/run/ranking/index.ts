import type { Cell, Comparison } from '../../../reports/model.ts'
import { type OrderContext, rank } from './order.ts'
import { type RecommendationContext, recommend } from './recommendation.ts'
import { statisticOf } from './statistic.ts'

/** What a ranking looks at beside the cells. */
export type RankingContext = OrderContext & RecommendationContext

/** For each users × query mode: who is best, why, and when not. */
export function compareCells(cells: readonly Cell[], context: RankingContext): Comparison[] {
  const groups = Map.groupBy(cells, (cell) => `${cell.key.users}/${cell.key.queryMode}`)
  return [...groups.values()].map((group) => {
    const { users, queryMode } = group[0]!.key
    const cells = group.filter(eligible)
    const statistic = statisticOf(cells)
    const ranked = rank(cells, statistic, context)
    return {
      users,
      queryMode,
      ranking: ranked.map(({ cell, reason }) => ({ strategy: cell.key.strategy, reason })),
      recommendation: recommend(ranked, statistic, context),
    }
  })
}

/** Numbers that can be trusted, no objective missed, and not every user told an error, as faults may have it. */
function eligible({ verdict, objectives, counts }: Cell): boolean {
  const served = counts.ok + counts.retried > 0
  return verdict === 'VALID' && served && objectives.every((one) => one.result !== 'missed')
}
