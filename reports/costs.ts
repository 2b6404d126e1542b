import type { Cell, Trial } from './model.ts'
import { isOwnRole } from './roles.ts'
import { duration } from './units.ts'

/** CPU time is told in ticks (proc(5), `CLK_TCK` 100). */
const TICK_MS = 10

/** User and system time are cut to ticks one by one, at the first look and at the last. */
const TICKS_OFF = 2

/** Below so many ticks in all it is not stated, and decides nothing. */
const FEWEST_TICKS = 10

/** Memory for each user that is nowhere short, and from when on another's is so much less that it is said. */
const FEW_BYTES = 1_000_000
const MANY_TIMES = 5

/** CPU time for each chart, and between what it lies: ms. */
export interface CpuCost {
  readonly ms: number
  readonly leastMs: number
  readonly mostMs: number
}

/**
 * What a chart of a cell costs, and how far clock ticks let that be known: each process may be off by two ticks,
 * and fewer than ten ticks in all say only that it was less. The control group of a container is exact, but ticks
 * tell what its supervisor had of it: that is off like one process. `trials` are those that the cell's figures
 * come from. null where it was not measured.
 */
export function cpuCost(
  { cpuMsPerChart: ms }: Pick<Cell, 'cpuMsPerChart'>,
  trials: readonly Trial[],
): CpuCost | null {
  if (ms === null) return null
  const measured = trials.flatMap((trial) =>
    trial.resources ? [{ counts: trial.counts, processes: countedInTicks(trial.resources, trial) }] : [],
  )
  const charts = measured.reduce((sum, { counts }) => sum + counts.ok + counts.retried, 0)
  if (charts === 0) return { ms, leastMs: ms, mostMs: ms }
  if (ms * charts < FEWEST_TICKS * TICK_MS) {
    return { ms, leastMs: 0, mostMs: (FEWEST_TICKS * TICK_MS) / charts }
  }
  const processes = measured.reduce((sum, one) => sum + one.processes, 0)
  const offMs = (processes * TICKS_OFF * TICK_MS) / charts
  return { ms, leastMs: Math.max(0, ms - offMs), mostMs: ms + offMs }
}

/** `7.7 ms`; `~14 ms` where ticks may change a tenth of it; `< 12.5 ms` where they say no more. */
export function cpuText(cost: CpuCost): string {
  const ms = statedMs(cost)
  if (ms === null) return `< ${duration(cost.mostMs).replace(/\.0(?=\u00a0)/, '')}`
  return isExact(cost) ? duration(ms) : `~${duration(ms).replace(/\.0(?=\u00a0)/, '')}`
}

/** With the digits that ticks let be stated: two where they may change a tenth of it. null where they say no more. */
export function statedMs(cost: CpuCost): number | null {
  if (cost.leastMs === 0) return null
  return isExact(cost) ? cost.ms : Number(cost.ms.toPrecision(2))
}

/** Whether its digits say what they seem to say. */
export function isExact({ ms, leastMs }: CpuCost): boolean {
  return ms - leastMs <= ms / 10
}

/** Whose CPU time is told in ticks: the strategy's processes, or the supervisor that is taken off a container's. */
function countedInTicks(resources: NonNullable<Trial['resources']>, { isolation }: Trial): number {
  return (isolation?.cpuMs ?? null) === null ? ownProcesses(resources) : 1
}

/** Processes of the strategy itself, at most at a time. */
export function ownProcesses({ roles }: NonNullable<Trial['resources']>): number {
  return roles.filter(({ role }) => isOwnRole(role)).reduce((sum, { processes }) => sum + processes, 0)
}

/** Who is to be preferred where memory is short, and what it and the first of an order need for each user. */
export interface Frugal {
  readonly cell: Cell
  readonly bytes: number
  readonly firstBytes: number
}

/**
 * The best placed of an order that needs a fifth of the first's memory for each user, or less. undefined where
 * there is none, where the first needs less than 1 MB, or where its memory was not measured.
 */
export function muchLessMemory([first, ...others]: readonly Cell[]): Frugal | undefined {
  const firstBytes = first?.pssBytesPerUser ?? 0
  if (firstBytes < FEW_BYTES) return undefined
  return others
    .flatMap((cell) =>
      cell.pssBytesPerUser === null ? [] : [{ cell, bytes: cell.pssBytesPerUser, firstBytes }],
    )
    .find(({ bytes }) => bytes * MANY_TIMES <= firstBytes)
}
