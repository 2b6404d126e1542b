import { cpuCost, cpuText } from '../../../reports/costs.ts'
import type { Cell, Comparison, Trial } from '../../../reports/model.ts'
import { duration, listed, megabytes } from '../../../reports/units.ts'
import type { StrategyMetadata } from '../../../strategies/contract.ts'
import { bottleneck } from './bottleneck.ts'
import { type Burst, goFaster } from './goFaster.ts'
import { headlineOf, type Ranked, validTrials } from './order.ts'
import { sameWinner } from './sameWinner.ts'

/** Memory for each user that is nowhere short, and from when on another's is so much less that it is said. */
const FEW_BYTES = 1_000_000
const MANY_TIMES = 5

/** What a recommendation looks at beside the order. */
export interface RecommendationContext {
  readonly trials: readonly Trial[]
  readonly strategies: ReadonlyMap<string, StrategyMetadata>
  readonly connections: number
  /** null where the load is no plain burst: its limit cannot be reckoned exactly. */
  readonly burst: Burst | null
}

/** The first of an order: why it is, what limits it, when not. null where nobody could be ranked. */
export function recommend(
  ranked: readonly Ranked[],
  context: RecommendationContext,
): Comparison['recommendation'] {
  const best = ranked[0]
  if (!best) return null
  const { cell } = best
  const faster = context.burst && goFaster(cell, context.connections, context.burst)
  const ties = equals(ranked).map((one) => one.cell.key.strategy)
  const winner = sameWinner(ranked, context.trials)
  return {
    strategy: cell.key.strategy,
    because: because(ranked, context.trials),
    bottleneck: bottleneck(cell, context.connections, validTrials(cell, context.trials)),
    notWhen: notWhen(ranked, context.strategies.get(cell.key.strategy)),
    ...(faster ? { goFaster: faster } : {}),
    ...(ties.length > 0 ? { ties } : {}),
    ...(winner ? { sameWinner: winner } : {}),
  }
}

/** Those after the first that neither time nor CPU nor memory tells from it. */
function equals(ranked: readonly Ranked[]): Ranked[] {
  const end = ranked.findIndex(({ ahead }) => ahead !== 'none')
  return ranked.slice(1, end + 1)
}

function because(ranked: readonly Ranked[], trials: readonly Trial[]): string {
  const { cell, ahead } = ranked[0]!
  const { ms, name } = headlineOf(cell)
  const floorMs = cell.physics?.floorMs?.[name === 'p95' ? 'p95' : 'max'] ?? null
  const best = floorMs === null ? '' : ` where ${duration(floorMs)} is the best possible`
  const own = `its ${name} is ${duration(ms)}${best}`
  const second = ranked[1]
  if (!second) return `${own}; nothing else could be ranked`
  if (second.tie !== ranked[0]!.tie) {
    return `${own}, against ${duration(headlineOf(second.cell).ms)} of ${second.cell.key.strategy}`
  }
  const others = ranked.filter(({ tie }) => tie === second.tie).slice(1)
  if (ahead === 'none') return `${own}; ${undecided(cell, equals(ranked), trials)}`
  const rivals = listed(others.map((one) => one.cell.key.strategy))
  const cheaper = costs(
    cell,
    others.map((one) => one.cell),
    ahead,
    trials,
  )
  return `${own}; ${rivals} ${others.length > 1 ? 'are' : 'is'} as fast as far as this run can tell, and ${cheaper}`
}

/** What a tie in everything costs, with the words for the one that stands first. */
function undecided(cell: Cell, equal: readonly Ranked[], trials: readonly Trial[]): string {
  const cost = cpuCost(cell, validTrials(cell, trials))
  const figure = cost ? ` (${cpuText(cost)} of CPU for each chart)` : ''
  const rivals = listed(equal.map((one) => one.cell.key.strategy))
  const shows = equal.length > 1 ? 'show' : 'shows'
  return `${rivals} ${shows} no difference in time or cost that this run can resolve, and ${cell.key.strategy} is the simplest${figure}`
}

function costs(
  cell: Cell,
  others: readonly Cell[],
  ahead: Ranked['ahead'],
  trials: readonly Trial[],
): string {
  const name = cell.key.strategy
  if (ahead === 'memory') {
    const least = Math.min(...others.map(({ pssBytesPerUser }) => pssBytesPerUser ?? 0))
    return `${name} needs the least memory: ${megabytes(cell.pssBytesPerUser ?? 0)} for each user against ${megabytes(least)}`
  }
  const own = cpuCost(cell, validTrials(cell, trials))
  const [next] = others
    .flatMap((one) => cpuCost(one, validTrials(one, trials)) ?? [])
    .sort((a, b) => a.ms - b.ms)
  if (!own || !next) return `${name} costs the least`
  return `${name} costs the least: ${cpuText(own)} of CPU for each chart against ${cpuText(next)}`
}

function notWhen(ranked: readonly Ranked[], metadata: StrategyMetadata | undefined): string {
  const { cell } = ranked[0]!
  const hungry = memoryShort(ranked)
  if (!metadata) return hungry ?? 'nothing is known of it beyond this run'
  const { responsive, roles } = metadata.capabilities
  const blocking = cell.key.queryMode === 'blocking'
  if (blocking && !responsive.blocking)
    return 'when connected users must get answers while others load: a query stops their worker'
  if (!blocking && !responsive.blocking)
    return 'when the database driver blocks: a query would stop every user of its worker'
  if (hungry) return hungry
  if (Object.values(roles).some(({ death }) => death === 'sessions-fail'))
    return 'when sessions must outlive a process that dies'
  return 'when its parts are more than you want to run'
}

/** That the first needs many times the memory of another that could be ranked. */
function memoryShort(ranked: readonly Ranked[]): string | undefined {
  const own = ranked[0]!.cell.pssBytesPerUser ?? 0
  const [least] = ranked
    .slice(1)
    .flatMap(({ cell: { key, pssBytesPerUser } }) =>
      pssBytesPerUser === null ? [] : [{ name: key.strategy, bytes: pssBytesPerUser }],
    )
    .sort((a, b) => a.bytes - b.bytes)
  if (!least || own < FEW_BYTES || least.bytes * MANY_TIMES > own) return undefined
  return `when memory is short: ${megabytes(own)} for each user, where ${least.name} needs ${megabytes(least.bytes)}`
}
