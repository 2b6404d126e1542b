import type { Cell, Trial } from '../../../reports/model.ts'
import { decode } from '../../statistics/histogram.ts'

/** What the cells of a group are compared by: the same for all of them, since a maximum is no percentile. */
export type Statistic = 'p95' | 'last chart'

/** p95 where n carries it in every cell, else the last chart. */
export function statisticOf(cells: readonly Pick<Cell, 'ttcMs'>[]): Statistic {
  return cells.every(({ ttcMs }) => ttcMs.p95 !== null) ? 'p95' : 'last chart'
}

/** What a cell is compared by, ms. `statistic` is that of a group that it belongs to. */
export function cellMs({ ttcMs }: Pick<Cell, 'ttcMs'>, statistic: Statistic): number {
  return (statistic === 'p95' ? ttcMs.p95 : ttcMs.max) ?? 0
}

/**
 * The same of one trial, ms; null where nothing was recorded. Several trials together may carry a p95 that none of
 * them carries alone. Then it is the nearest rank of the trial's own values, by its histogram (within 0.1 %): too
 * unsure to be stated as a figure, but of the same kind as what is compared, and so it tells how trials differ.
 */
export function trialMs({ ttcMs }: Pick<Trial, 'ttcMs'>, statistic: Statistic): number | null {
  if (statistic === 'last chart') return ttcMs.max
  if (ttcMs.p95 !== null || ttcMs.histogram === null) return ttcMs.p95
  return decode(ttcMs.histogram).counts.getValueAtPercentile(95) / 1_000
}

/** The trials that a cell's figures come from. */
export function validTrials(cell: Pick<Cell, 'id'>, trials: readonly Trial[]): Trial[] {
  return trials.filter((trial) => trial.cell === cell.id && trial.verdict === 'VALID')
}
