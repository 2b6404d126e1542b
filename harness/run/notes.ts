import type { Trial } from '../../reports/model.ts'

/** What makes a whole run less than it looks, by what was played of it: nothing where a cell has two valid trials. */
export function notesOn(trials: readonly Pick<Trial, 'cell' | 'verdict'>[]): string[] {
  const valid = trials.filter(({ verdict }) => verdict === 'VALID')
  if (mostOfACell(valid) > 1) return []
  const few = mostOfACell(trials) > 1 ? 'no cell has two valid trials' : 'one trial for each cell'
  return [`${few}: no estimate of noise`]
}

function mostOfACell(trials: readonly Pick<Trial, 'cell'>[]): number {
  const counts = Map.groupBy(trials, ({ cell }) => cell).values()
  return counts.reduce((most, { length }) => Math.max(most, length), 0)
}
