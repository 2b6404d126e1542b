import { cpuCost, cpuText } from '../../../reports/costs.ts'
import type { Cell, Trial } from '../../../reports/model.ts'
import { duration, listed, megabytes } from '../../../reports/units.ts'
import type { Ranked } from './order.ts'
import { cellMs, type Statistic, validTrials } from './statistic.ts'

/** Those after the first that neither time nor CPU nor memory tells from it. */
export function equals(ranked: readonly Ranked[]): Cell[] {
  return behindBy('none', ranked)
}

/** Why the first of an order is the first: its figure, the best possible, and what it has before the next. */
export function because(ranked: readonly Ranked[], statistic: Statistic, trials: readonly Trial[]): string {
  const { cell, tie } = ranked[0]!
  const floorMs = cell.physics?.floorMs?.[statistic === 'p95' ? 'p95' : 'max'] ?? null
  const best = floorMs === null ? '' : ` where ${duration(floorMs)} is the best possible`
  const own = `its ${statistic} is ${duration(cellMs(cell, statistic))}${best}`
  const second = ranked[1]
  if (!second) return `${own}; nothing else could be ranked`
  if (second.tie !== tie) {
    return `${own}, against ${duration(cellMs(second.cell, statistic))} of ${second.cell.key.strategy}`
  }
  const equal = equals(ranked)
  if (equal.length > 0) return `${own}; ${undecided(cell, equal, trials)}`
  return `${own}; ${cheaper(cell, behindBy('memory', ranked), behindBy('CPU', ranked), trials)}`
}

/** Those of the first tie whose place is due to this. */
function behindBy(behind: Ranked['behind'], ranked: readonly Ranked[]): Cell[] {
  const rivals = ranked.filter((one, place) => place > 0 && one.tie === ranked[0]!.tie)
  return rivals.filter((one) => one.behind === behind).map((one) => one.cell)
}

/** What a tie in everything costs, with the words for the one that stands first. */
function undecided(cell: Cell, equal: readonly Cell[], trials: readonly Trial[]): string {
  const cost = cpuCost(cell, validTrials(cell, trials))
  const figure = cost ? ` (${cpuText(cost)} of CPU for each chart)` : ''
  const shows = equal.length > 1 ? 'show' : 'shows'
  return `${names(equal)} ${shows} no difference in time or cost that this run can resolve, and ${cell.key.strategy} is the simplest${figure}`
}

/** What the first costs less than others that are as fast: each is compared by what puts it behind. */
function cheaper(
  cell: Cell,
  byMemory: readonly Cell[],
  byCpu: readonly Cell[],
  trials: readonly Trial[],
): string {
  const others = [...byMemory, ...byCpu]
  const asFast = `${names(others)} ${others.length > 1 ? 'are' : 'is'} as fast as far as this run can tell`
  const name = cell.key.strategy
  const [memory, cpu] = [memoryAgainst(cell, byMemory), cpuAgainst(cell, byCpu, trials)]
  if (byCpu.length === 0) return `${asFast}, and ${name} needs the least memory${figures(memory)}`
  if (byMemory.length === 0) return `${asFast}, and ${name} costs the least${figures(cpu)}`
  return `${asFast}, and ${name} needs less memory than ${names(byMemory)}${figures(memory)}, and less CPU than ${names(byCpu)}${figures(cpu)}`
}

function memoryAgainst({ pssBytesPerUser: own }: Cell, others: readonly Cell[]): string {
  const bytes = others.flatMap(({ pssBytesPerUser }) => pssBytesPerUser ?? [])
  if (own === null || bytes.length === 0) return ''
  return `${megabytes(own)} for each user against ${megabytes(Math.min(...bytes))}`
}

function cpuAgainst(cell: Cell, others: readonly Cell[], trials: readonly Trial[]): string {
  const own = cpuCost(cell, validTrials(cell, trials))
  const [next] = others
    .flatMap((one) => cpuCost(one, validTrials(one, trials)) ?? [])
    .sort((a, b) => a.ms - b.ms)
  return own && next ? `${cpuText(own)} of CPU for each chart against ${cpuText(next)}` : ''
}

function figures(text: string): string {
  return text === '' ? '' : `: ${text}`
}

function names(cells: readonly Cell[]): string {
  return listed(cells.map(({ key }) => key.strategy))
}
