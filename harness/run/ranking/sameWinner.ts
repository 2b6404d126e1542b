import type { Cell, Trial } from '../../../reports/model.ts'
import { TIE_SHARE } from './order.ts'
import { type Statistic, trialMs } from './statistic.ts'

/**
 * In how many rounds of trials the first of an order was the best, or within 2 % of it. Every round plays each cell
 * once, so the n-th trial of a cell in the order of the run belongs to round n, valid or not. Only rounds count in
 * which every cell that was ranked has a valid trial; undefined where there are fewer than two, or nobody to beat.
 */
export function sameWinner(
  cells: readonly Cell[],
  statistic: Statistic,
  trials: readonly Trial[],
): { won: number; of: number } | undefined {
  const [first, ...others] = cells.map((cell) => byRound(cell, statistic, trials))
  if (!first || others.length === 0) return undefined
  const rounds = first.flatMap((ms, round) => {
    const rivals = others.map((times) => times[round] ?? null)
    return ms === null || !rivals.every((rival) => rival !== null) ? [] : [{ ms, rivals }]
  })
  if (rounds.length < 2) return undefined
  const won = rounds.filter(({ ms, rivals }) => rivals.every((rival) => ms <= rival * (1 + TIE_SHARE)))
  return { won: won.length, of: rounds.length }
}

/** What a cell is compared by, by round; null where its trial was not valid. */
function byRound({ id }: Cell, statistic: Statistic, trials: readonly Trial[]): (number | null)[] {
  return trials
    .filter(({ cell }) => cell === id)
    .sort((a, b) => a.order - b.order)
    .map((trial) => (trial.verdict === 'VALID' ? trialMs(trial, statistic) : null))
}
