import type { Group } from './groups.ts'
import type { Cell, Report } from './model.ts'
import { listed } from './units.ts'

/** How an objective went. */
export type Objective = Cell['objectives'][number]

/** Every objective of a run, in the order of the scenario. */
export function expressionsOf(report: Report): string[] {
  return [...new Set(report.cells.flatMap(({ objectives }) => objectives.map((one) => one.expression)))]
}

/** Objectives say something only of what was measured. */
export function isJudged({ verdict, objectives }: Cell): boolean {
  return (verdict === 'VALID' || verdict === 'OVERLOADED') && objectives.length > 0
}

/** A line for each objective of a group: `max(ttc) < 20s` met by all 5, or by whom it was missed. Prose. */
export function summaryOf({ cells }: Group): string[] {
  const judged = cells.filter(isJudged)
  const expressions = [
    ...new Set(judged.flatMap(({ objectives }) => objectives.map((one) => one.expression))),
  ]
  return expressions.map((expression) => {
    const names = (result: Objective['result']) =>
      judged
        .filter(({ objectives }) =>
          objectives.some((one) => one.expression === expression && one.result === result),
        )
        .map(({ key }) => key.strategy)
    const parts = (['met', 'missed', 'n too small'] as const).flatMap((result) => {
      const those = names(result)
      if (those.length === 0) return []
      const all = those.length === judged.length
      const word = result === 'n too small' ? 'n too small for' : `${result} by`
      return [`${word} ${all && those.length > 1 ? `all ${those.length}` : listed(those)}`]
    })
    return `\`${expression}\` ${parts.join(', ')}.`
  })
}
