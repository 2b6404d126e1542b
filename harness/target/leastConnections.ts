import type { QueryMode } from '../../strategies/app/settings.ts'
import { wrongUse } from '../errors.ts'
import type { StrategyReference } from './strategyReference.ts'

/** Throws wrong use where a strategy is given fewer connections than it needs; a program's own need is not known. */
export function mustSuffice(
  { name, strategy }: StrategyReference,
  given: { readonly connections: number; readonly queryMode: QueryMode; readonly workers: number },
): void {
  const least = strategy?.leastConnections(given.queryMode, given.workers) ?? 1
  mustBeAtLeast(least, given.connections, name)
}

/** Throws wrong use where `who`, which begins a sentence, is given fewer connections than `least`. */
export function mustBeAtLeast(least: number, connections: number, who: string): void {
  if (connections >= least) return
  throw wrongUse(
    `${who} needs at least ${least} database connections, not ${connections}`,
    `--db-connections ${least} or more`,
  )
}
