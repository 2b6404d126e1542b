import { strategyNames } from '../../strategies/index.ts'
import { BenchError } from '../errors.ts'
import { chooseNginx, needsNginx } from '../services/nginx/needed.ts'
import { resolveStrategy, type StrategyReference } from '../target/strategyReference.ts'

/** What of a command line can run here, and what cannot, with the line that helps. */
export interface AbleStrategies {
  readonly strategies: readonly StrategyReference[]
  readonly skipped: readonly { name: string; reason: string }[]
}

/** What a command line names, each once, in its order; `all` stands for every strategy that ships. */
export function resolveStrategies(references: readonly string[]): Promise<StrategyReference[]> {
  const names = references.flatMap((one) => (one === 'all' ? [...strategyNames] : [one]))
  return Promise.all([...new Set(names)].map(resolveStrategy))
}

/**
 * Leaves out what the machine lacks something for. Rejects (exit 3) where that was asked for by its name, and
 * not only by `all`.
 */
export async function leaveOutUnable(
  strategies: readonly StrategyReference[],
  references: readonly string[],
  provider: string,
): Promise<AbleStrategies> {
  const lack = await whatLacks(strategies, provider)
  if (!lack) return { strategies, skipped: [] }
  const unable = strategies.filter(({ strategy }) => needsNginx(strategy))
  const named = await resolveStrategies(references.filter((one) => one !== 'all'))
  if (!references.includes('all') || named.some(({ strategy }) => needsNginx(strategy))) throw lack
  const reason = lack.hint === undefined ? lack.message : `${lack.message}; ${lack.hint}`
  return {
    strategies: strategies.filter((one) => !unable.includes(one)),
    skipped: unable.map(({ name }) => ({ name, reason })),
  }
}

/** Why a service that these strategies need cannot run here; undefined where all can. */
export async function whatLacks(
  strategies: readonly StrategyReference[],
  provider: string,
): Promise<BenchError | undefined> {
  try {
    await chooseNginx(strategies, provider)
    return undefined
  } catch (error) {
    if (error instanceof BenchError && error.code === 'NO_PROVIDER') return error
    throw error
  }
}
