import type { Trial } from '../../../reports/model.ts'
import { headlineOf, type Ranked, TIE_SHARE, validTrials } from './order.ts'

/**
 * In how many rounds of trials the first of an order was the best, or within 2 % of it. A round is the n-th valid
 * trial of every cell that was ranked; undefined where there are fewer than two rounds or nobody to beat.
 */
export function sameWinner(
  ranked: readonly Ranked[],
  trials: readonly Trial[],
): { won: number; of: number } | undefined {
  const [first, ...others] = ranked.map(({ cell }) => validTrials(cell, trials).map((t) => headlineOf(t).ms))
  if (!first || others.length === 0) return undefined
  const rounds = Math.min(first.length, ...others.map((times) => times.length))
  if (rounds < 2) return undefined
  const won = first
    .slice(0, rounds)
    .filter((ms, round) => others.every((times) => ms <= times[round]! * (1 + TIE_SHARE))).length
  return { won, of: rounds }
}
