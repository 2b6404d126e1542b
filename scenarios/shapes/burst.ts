import { wrongUse } from '../../harness/errors.ts'
import type { LoadShape } from './contract.ts'

const APART_US = 1_000

/**
 * All at once: intended starts 1 ms apart, since one process cannot open many connections at one instant and
 * would show its own delay as the target's.
 */
export const burst: LoadShape = ({ users, rate, durationMs }) => {
  if (rate !== undefined || durationMs !== undefined) {
    throw wrongUse('a burst has no rate and no duration', 'the shapes constant and poisson have')
  }
  return atOnce('a burst', users)
}

/** `users` starts, 1 ms apart; wrong use where nobody says how many. */
export function atOnce(what: string, users: number | undefined): number[] {
  if (users === undefined) throw wrongUse(`${what} needs users`)
  return Array.from({ length: users }, (_, i) => i * APART_US)
}
