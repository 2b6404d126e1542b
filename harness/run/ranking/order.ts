import { cpuCost, cpuText, ownProcesses } from '../../../reports/costs.ts'
import type { Cell, Trial } from '../../../reports/model.ts'
import { duration } from '../../../reports/units.ts'

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

/** A cell in its place. */
export interface Ranked {
  readonly cell: Cell
  readonly reason: string
  /** Cells that share a number are a tie by time. */
  readonly tie: number
  /** What puts it before the next of its tie; `none`: nothing that was measured does. */
  readonly ahead: 'time' | 'CPU' | 'memory' | 'none'
}

/** p95 where n carries it, else the last chart; ms. */
export function headlineOf({ ttcMs }: Pick<Cell, 'ttcMs'>): { ms: number; name: 'p95' | 'last chart' } {
  return ttcMs.p95 === null ? { ms: ttcMs.max ?? 0, name: 'last chart' } : { ms: ttcMs.p95, name: 'p95' }
}

/**
 * The smallest headline first; who is within 2 % of the best of those left, or within the spread of its
 * trials, ties with it. A tie is ordered by CPU for each chart, then by memory for each user, as far as clock
 * ticks and heaps let them be told apart, and then the simplest comes first.
 */
export function rank(cells: readonly Cell[], context: OrderContext): Ranked[] {
  let left = cells.toSorted((a, b) => headlineOf(a).ms - headlineOf(b).ms)
  const ranked: Ranked[] = []
  for (let tie = 0; left.length > 0; tie++) {
    const best = left[0]!
    const { ms } = headlineOf(best)
    const limit = ms + Math.max(ms * TIE_SHARE, spread(best, context.trials))
    const tied = byCost(
      left.filter((cell) => headlineOf(cell).ms <= limit),
      context,
    )
    left = left.filter((cell) => headlineOf(cell).ms > limit)
    for (const [place, { cell, ahead }] of tied.entries()) {
      const reason = reasonFor(cell, place, tied.length, tied[0]!.ahead, validTrials(cell, context.trials))
      ranked.push({ cell, reason, tie, ahead })
    }
  }
  return ranked
}

/** Range of the headline over a cell's valid trials, ms; 0 with a single one. */
function spread(cell: Cell, trials: readonly Trial[]): number {
  const values = validTrials(cell, trials).map((trial) => headlineOf(trial).ms)
  return values.length < 2 ? 0 : Math.max(...values) - Math.min(...values)
}

/** The trials that a cell's figures come from. */
export function validTrials(cell: Cell, trials: readonly Trial[]): Trial[] {
  return trials.filter((trial) => trial.cell === cell.id && trial.verdict === 'VALID')
}

type Placed = Pick<Ranked, 'cell' | 'ahead'>

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
  const cpu = peel(tied.map((cell) => cpuRange(cell, trials)))
  const placed = cpu.flatMap((same, i) => {
    const memory = peel(same.map((cell) => memoryRange(cell, trials)))
    return memory.flatMap((equal, j) =>
      simple(equal).map((cell, k): Placed => {
        const ahead =
          k < equal.length - 1
            ? 'none'
            : j < memory.length - 1
              ? 'memory'
              : i < cpu.length - 1
                ? 'CPU'
                : 'time'
        return { cell, ahead }
      }),
    )
  })
  return placed
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

function reasonFor(
  cell: Cell,
  place: number,
  tied: number,
  firstAhead: Ranked['ahead'],
  trials: readonly Trial[],
): string {
  const { ms, name } = headlineOf(cell)
  const figure = `${name} ${duration(ms)}`
  if (tied === 1) return figure
  const cost = cpuCost(cell, trials)
  const cpu = cost === null ? '' : `, ${cpuText(cost)} CPU for each chart`
  if (place > 0) return `${figure}; no difference that this run can show${cpu}`
  if (firstAhead === 'none') return `${figure}; a tie in time and cost, and the simplest of it${cpu}`
  return `${figure}; a tie, and the cheapest of it${cpu}`
}
