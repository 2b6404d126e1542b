import type { Group } from './groups.ts'
import type { Cell } from './model.ts'
import { listed } from './units.ts'

/** How an objective went. */
export type Objective = Cell['objectives'][number]

/** An objective's result in one cell. */
export interface Result extends Objective {
  readonly strategy: string
}

/** Objectives say something only of what was measured to its end. */
export function isJudged({ verdict }: Cell): boolean {
  return verdict === 'VALID' || verdict === 'OVERLOADED'
}

/** Every objective by which some cell of a run or group was judged, in the order of the scenario. */
export function expressionsOf({ cells }: { readonly cells: readonly Cell[] }): string[] {
  const judged = cells.filter(isJudged)
  return [...new Set(judged.flatMap(({ objectives }) => objectives.map((one) => one.expression)))]
}

/** How the cells of a group that were judged did on one objective, in their order. */
export function resultsOf({ cells }: Pick<Group, 'cells'>, expression: string): Result[] {
  return cells
    .filter(isJudged)
    .flatMap(({ key: { strategy }, objectives }) =>
      objectives.filter((one) => one.expression === expression).map((one) => ({ ...one, strategy })),
    )
}

/** A line for each objective of a group: `max(ttc) < 20s` met by all 5, or by whom it was missed. Prose. */
export function summaryOf(group: Group): string[] {
  return expressionsOf(group).map((expression) => {
    const results = resultsOf(group, expression)
    const parts = (['met', 'missed', 'n too small'] as const).flatMap((result) => {
      const those = results.filter((one) => one.result === result).map(({ strategy }) => strategy)
      if (those.length === 0) return []
      const all = those.length === results.length
      const word = result === 'n too small' ? 'n too small for' : `${result} by`
      return [`${word} ${all && those.length > 1 ? `all ${those.length}` : listed(those)}`]
    })
    return `\`${expression}\` ${parts.join(', ')}.`
  })
}
