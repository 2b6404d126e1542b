import { shownOf } from './figures.ts'
import type { Cell, Report } from './model.ts'
import { isJudged } from './objectives.ts'

/** The one figure that stands for a cell in a table of many. */
export type KeyFigure = 'p95' | 'max'

/** p95 where n carries it for all of the cells that were measured; else, and where none was, the slowest chart. */
export function keyFigureOf(report: Report, cells: readonly Cell[]): KeyFigure {
  const measured = cells.filter(isJudged)
  const carried = measured.every((cell) => shownOf(report, cell).ttc.p95 !== null)
  return measured.length > 0 && carried ? 'p95' : 'max'
}
