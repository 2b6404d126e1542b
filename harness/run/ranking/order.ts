import { cpuCost, cpuText, ownProcesses } from '../../../reports/costs.ts'
import type { Cell, Trial } from '../../../reports/model.ts'
import { duration, megabytes } from '../../../reports/units.ts'
import { cellMs, type Statistic, trialMs, validTrials } from './statistic.ts'

/** Two figures that differ by less are a tie. */
export const TIE_SHARE = 0.02

/** A heap grows in steps of this order without a user's doing: less for each process is no difference. */
const MEMORY_STEP_BYTES = 1_000_000

/** What an order is made from beside the cells. */
export interface OrderContext {
  readonly trials: readonly Trial[]
  /** Names of strategies, the simplest first: decides where nothing that was measured does. */
  readonly simplestFirst: readonly string[]
}

/** What tells a cell of a tie from the first of it; `none`: nothing that was measured does. */
type Behind = 'CPU' | 'memory' | 'none'

/** A cell in its place. */
export interface Ranked {
  readonly cell: Cell
  readonly reason: string
  /** Cells that share a number are a tie by time. */
  readonly tie: number
  readonly behind: Behind
}

/**
 * The smallest first, by one statistic for all; who is within 2 % of the best of those left, or within the spread
 * of its trials, ties with it. A tie is ordered by CPU for each chart, then by memory for each user, as far as
 * clock ticks and heaps let them be told apart, and then the simplest comes first.
 */
export function rank(cells: readonly Cell[], statistic: Statistic, context: OrderContext): Ranked[] {
  const msOf = (cell: Cell) => cellMs(cell, statistic)
  let left = cells.toSorted((a, b) => msOf(a) - msOf(b))
  const ranked: Ranked[] = []
  for (let tie = 0; left.length > 0; tie++) {
    const best = left[0]!
    const limit = msOf(best) + Math.max(msOf(best) * TIE_SHARE, spread(best, statistic, context.trials))
    const tied = byCost(
      left.filter((cell) => msOf(cell) <= limit),
      context,
    )
    left = left.filter((cell) => msOf(cell) > limit)
    for (const [place, { cell, behind }] of tied.entries()) {
      const figure = `${statistic} ${duration(msOf(cell))}`
      const why = whyThere(tied, place, validTrials(cell, context.trials))
      ranked.push({ cell, reason: [figure, ...why].join('; '), tie, behind })
    }
  }
  return ranked
}

/** Range of the statistic over a cell's valid trials, ms; 0 with a single one. */
function spread(cell: Cell, statistic: Statistic, trials: readonly Trial[]): number {
  const values = validTrials(cell, trials).flatMap((trial) => trialMs(trial, statistic) ?? [])
  return values.length < 2 ? 0 : Math.max(...values) - Math.min(...values)
}

type Placed = Pick<Ranked, 'cell' | 'behind'>

interface Range {
  readonly cell: Cell
  readonly value: number
  readonly least: number
  readonly most: number
}

/** Peels off who is cheapest: by CPU those that ticks cannot tell apart, of these by memory, of these the simplest. */
function byCost(tied: readonly Cell[], { trials, simplestFirst }: OrderContext): Placed[] {
  const place = ({ key }: Cell) => {
    const index = simplestFirst.indexOf(key.strategy)
    return index < 0 ? simplestFirst.length : index
  }
  const simple = (cells: readonly Cell[]) => cells.toSorted((a, b) => place(a) - place(b))
  return peel(tied.map((cell) => cpuRange(cell, trials))).flatMap((same, i) =>
    peel(same.map((cell) => memoryRange(cell, trials))).flatMap((equal, j) =>
      simple(equal).map((cell): Placed => ({ cell, behind: i > 0 ? 'CPU' : j > 0 ? 'memory' : 'none' })),
    ),
  )
}

/** In groups, the smallest values first: a group holds those whose range meets that of its first. */
function peel(ranges: readonly Range[]): Cell[][] {
  let left = ranges.toSorted((a, b) => a.value - b.value)
  const groups: Cell[][] = []
  while (left.length > 0) {
    // The one whose upper end is lowest is sure to be no more than that.
    const most = Math.min(...left.map((one) => one.most))
    groups.push(left.filter(({ least }) => least <= most).map(({ cell }) => cell))
    left = left.filter(({ least }) => least > most)
  }
  return groups
}

function cpuRange(cell: Cell, trials: readonly Trial[]): Range {
  const cost = cpuCost(cell, validTrials(cell, trials))
  // Where it was not measured it is no reason to be behind.
  if (!cost) return { cell, value: 0, least: 0, most: Number.POSITIVE_INFINITY }
  return { cell, value: cost.ms, least: cost.leastMs, most: cost.mostMs }
}

function memoryRange(cell: Cell, trials: readonly Trial[]): Range {
  const value = cell.pssBytesPerUser
  if (value === null) return { cell, value: 0, least: 0, most: Number.POSITIVE_INFINITY }
  const resources = validTrials(cell, trials).flatMap((trial) => trial.resources ?? [])
  const processes = Math.max(1, ...resources.map(ownProcesses))
  const off = (processes * MEMORY_STEP_BYTES) / Math.max(1, cell.key.users)
  return { cell, value, least: Math.max(0, value - off), most: value + off }
}

/** Why a cell has its place in a tie, and what it costs; nothing where it is alone. `trials` are its valid ones. */
function whyThere(tied: readonly Placed[], place: number, trials: readonly Trial[]): string[] {
  const { cell, behind } = tied[place]!
  const second = tied[1]
  if (!second) return []
  const cost = cpuCost(cell, trials)
  const cpu = cost === null ? '' : `, ${cpuText(cost)} CPU for each chart`
  const memory = cell.pssBytesPerUser === null ? '' : `, ${megabytes(cell.pssBytesPerUser)} for each user`
  if (place === 0) {
    if (second.behind === 'none') return [`a tie in time and cost, and the simplest of it${cpu}`]
    return [`a tie, and the cheapest of it${cpu}${second.behind === 'memory' ? memory : ''}`]
  }
  switch (behind) {
    case 'CPU':
      return [`as fast, and costs more CPU${cpu}`]
    case 'memory':
      return [`as fast, and needs more memory${memory}`]
    case 'none':
      return [`no difference that this run can show${cpu}`]
  }
}
