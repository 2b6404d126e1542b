import type { Cell, Comparison, Trial } from '../../reports/model.ts'
import type { StrategyMetadata } from '../../strategies/contract.ts'
import { formatMs } from './words.ts'

/** Two figures that differ by less are a tie. */
const TIE_SHARE = 0.02

/** What a ranking looks at beside the cells. */
export interface RankingContext {
  readonly trials: readonly Trial[]
  readonly strategies: ReadonlyMap<string, StrategyMetadata>
  readonly connections: number
  readonly queryMs: number
}

/** For each users × query mode: who is best, why, and when not. */
export function compareCells(cells: readonly Cell[], context: RankingContext): Comparison[] {
  const groups = Map.groupBy(cells, (cell) => `${cell.key.users}/${cell.key.queryMode}`)
  return [...groups.values()].map((group) => {
    const { users, queryMode } = group[0]!.key
    const ranked = rank(group.filter(eligible), context.trials)
    return {
      users,
      queryMode,
      ranking: ranked.map(({ cell, reason }) => ({ strategy: cell.key.strategy, reason })),
      recommendation: recommend(ranked, context),
    }
  })
}

interface Ranked {
  readonly cell: Cell
  readonly reason: string
}

/** Numbers that can be trusted, no objective missed, and not every user told an error, as faults may have it. */
function eligible({ verdict, objectives, counts }: Cell): boolean {
  const served = counts.ok + counts.retried > 0
  return verdict === 'VALID' && served && objectives.every((one) => one.result !== 'missed')
}

/** p95 where n carries it, else the last chart. */
function headline(cell: Cell): { ms: number; name: string } {
  return cell.ttcMs.p95 === null
    ? { ms: cell.ttcMs.max ?? 0, name: 'last chart' }
    : { ms: cell.ttcMs.p95, name: 'p95' }
}

/**
 * The smallest headline first; who is within 2 % of the best of those left, or within the spread of its
 * trials, ties with it and is ordered by CPU for each chart, then memory for each user.
 */
function rank(cells: readonly Cell[], trials: readonly Trial[]): Ranked[] {
  let left = [...cells].sort((a, b) => headline(a).ms - headline(b).ms)
  const ranked: Ranked[] = []
  while (left.length > 0) {
    const best = left[0]!
    const limit = headline(best).ms + Math.max(headline(best).ms * TIE_SHARE, spread(best, trials))
    const tied = left.filter((cell) => headline(cell).ms <= limit).sort(byCost)
    left = left.filter((cell) => headline(cell).ms > limit)
    for (const [i, cell] of tied.entries()) ranked.push({ cell, reason: reasonFor(cell, tied, i) })
  }
  return ranked
}

/** Range of the headline over a cell's valid trials, ms; 0 with a single one. */
function spread(cell: Cell, trials: readonly Trial[]): number {
  const values = trials
    .filter((trial) => trial.cell === cell.id && trial.verdict === 'VALID')
    .map((trial) => trial.ttcMs.p95 ?? trial.ttcMs.max ?? 0)
  return values.length < 2 ? 0 : Math.max(...values) - Math.min(...values)
}

function byCost(a: Cell, b: Cell): number {
  return (
    (a.cpuMsPerChart ?? 0) - (b.cpuMsPerChart ?? 0) || (a.pssBytesPerUser ?? 0) - (b.pssBytesPerUser ?? 0)
  )
}

function reasonFor(cell: Cell, tied: readonly Cell[], place: number): string {
  const { ms, name } = headline(cell)
  const figure = `${name} ${formatMs(ms)}`
  if (tied.length === 1) return figure
  const cost = cell.cpuMsPerChart === null ? '' : `, ${cell.cpuMsPerChart.toFixed(1)} ms CPU for each chart`
  return place === 0
    ? `${figure}; a tie, and the cheapest of it${cost}`
    : `${figure}; no difference that this run can show${cost}`
}

function recommend(ranked: readonly Ranked[], context: RankingContext): Comparison['recommendation'] {
  const best = ranked[0]
  if (!best) return null
  const { cell } = best
  const metadata = context.strategies.get(cell.key.strategy)
  return {
    strategy: cell.key.strategy,
    because: because(ranked),
    bottleneck: bottleneck(cell, context),
    notWhen: notWhen(cell, metadata),
  }
}

function because(ranked: readonly Ranked[]): string {
  const { cell } = ranked[0]!
  const { ms, name } = headline(cell)
  const floorMs = cell.physics?.floorMs?.[name === 'p95' ? 'p95' : 'max'] ?? null
  const best = floorMs === null ? '' : ` where ${formatMs(floorMs)} is the best possible`
  const second = ranked[1]
  if (!second) return `its ${name} is ${formatMs(ms)}${best}; nothing else could be ranked`
  const tie = second.reason.includes('no difference')
  return tie
    ? `its ${name} is ${formatMs(ms)}${best}; ${second.cell.key.strategy} shows no difference that this run can resolve, and costs more CPU`
    : `its ${name} is ${formatMs(ms)}${best}, against ${formatMs(headline(second.cell).ms)} of ${second.cell.key.strategy}`
}

/** Which part of the mean time to chart is the largest beyond the query itself. */
function bottleneck(cell: Cell, { connections }: RankingContext): string {
  const wait = cell.waitMs.mean ?? 0
  const query = cell.queryMs.mean ?? 0
  const overhead = cell.overheadMs.mean ?? 0
  if (wait >= overhead && wait > query * 0.05) {
    return `the ${connections} database connections: a user waits ${formatMs(wait)} for one on average, of ${formatMs(wait + query + overhead)} in all`
  }
  if (overhead > query * 0.05) {
    return `the server itself: ${formatMs(overhead)} of ${formatMs(wait + query + overhead)} is neither query nor waiting for a connection`
  }
  return `the query itself: ${formatMs(query)} of ${formatMs(wait + query + overhead)}`
}

function notWhen(cell: Cell, metadata: StrategyMetadata | undefined): string {
  if (!metadata) return 'nothing is known of it beyond this run'
  const { responsive, roles } = metadata.capabilities
  const blocking = cell.key.queryMode === 'blocking'
  if (blocking && !responsive.blocking)
    return 'when connected users must get answers while others load: a query stops their worker'
  if (!blocking && !responsive.blocking)
    return 'when the database driver blocks: a query would stop every user of its worker'
  if (Object.values(roles).some(({ death }) => death === 'sessions-fail'))
    return 'when sessions must outlive a process that dies'
  return 'when its parts are more than you want to run'
}
