import type { Trial } from '../../reports/model.ts'
import { nearestRank } from '../../reports/percentiles.ts'

/** What a trial's floor is reported as. */
export type Physics = NonNullable<Trial['physics']>

/** Charts with equal query time: a mix of short and long queries has no common floor. All stamps in µs. */
export interface PhysicsGroup {
  /** Intended starts of the charts that need a query of their own, ascending, from the trial's zero. */
  readonly intendedUs: readonly number[]
  /** Arrivals of those of them that were complete, ascending, same zero. */
  readonly completedUs: readonly number[]
  /** Measured time to chart of every chart that counts, in any order. */
  readonly ttcUs: readonly number[]
  readonly queryUs: number
  /** Its users make several journeys, one after the other: see `throughputShare`. */
  readonly closed?: ClosedLoad
}

/** Users who come back. */
export interface ClosedLoad {
  /** The most charts that they can wait for at a time: users × widgets. */
  readonly charts: number
  /** From the end of one journey to the beginning of the next. */
  readonly pauseUs: number
}

/** What a trial may use. */
export interface Capacity {
  /** P. */
  readonly connections: number
  /** Slow queries at a time, one entry for each worker. */
  readonly slots: readonly number[]
  /** Every user got a chart: without that no efficiency is stated. */
  readonly allServed: boolean
}

/** The most points that a curve of the floor keeps. */
const CURVE_POINTS = 500

/**
 * The physics floor: with intended starts a₁ ≤ a₂ ≤ … and P connections, the i-th chart by completion cannot
 * arrive before Cᵢ = max(aᵢ, Cᵢ₋ₚ) + Q. Input ascending, µs; the result is ascending too.
 */
export function floor(intendedUs: readonly number[], connections: number, queryUs: number): number[] {
  if (!(connections >= 1)) throw new RangeError(`a floor needs at least one connection, not ${connections}`)
  const completions: number[] = []
  for (const [i, intended] of intendedUs.entries()) {
    const free = i < connections ? intended : completions[i - connections]!
    completions.push(Math.max(intended, free) + queryUs)
  }
  return completions
}

/**
 * A topology's own floor: its slots lie with workers, and a new session goes to the worker whose slot frees
 * first. Such a choice loses nothing to the division itself, so that what remains is the number of slots; what
 * a run loses beyond that is due to choices that were not the best.
 */
export function ownFloor(intendedUs: readonly number[], slots: readonly number[], queryUs: number): number[] {
  return floor(
    intendedUs,
    slots.reduce((sum, worker) => sum + worker, 0),
    queryUs,
  )
}

/**
 * How many charts came faster than physics allows: the i-th completion before Cᵢ by more than 5 ms or 0.1 %,
 * whichever is larger. Both ascending, µs. Fewer completions than arrivals are fine: the bound still holds.
 */
export function violations(completedUs: readonly number[], floorUs: readonly number[]): number {
  return completedUs.filter((at, i) => {
    const least = floorUs[i]
    return least === undefined || at < least - Math.max(5_000, least * 0.001)
  }).length
}

/**
 * What a closed model is measured by: the least time that so many charts take ÷ the time they took, both from the
 * first intended start. The least is what P/Q allows, or, where users are fewer than connections, what users who
 * make one journey after the other can ask for. A user starts when the one before has left, so a slow server is
 * asked later and lowers the floor of every chart after the first: the recurrence still shows who was faster than
 * physics, but says nothing of what was lost. null where nothing was completed.
 */
export function throughputShare(
  { intendedUs, completedUs, queryUs }: Pick<PhysicsGroup, 'intendedUs' | 'completedUs' | 'queryUs'>,
  connections: number,
  { charts, pauseUs }: ClosedLoad,
): number | null {
  const first = intendedUs[0]
  const last = completedUs.at(-1)
  if (first === undefined || last === undefined || last <= first) return null
  const waves = Math.ceil(completedUs.length / connections)
  const journeys = Math.ceil(completedUs.length / charts)
  const leastUs = Math.max(waves * queryUs, journeys * queryUs + (journeys - 1) * pauseUs)
  return Number((leastUs / (last - first)).toFixed(4))
}

/** The floor of a whole trial: its groups are bounded one by one and reported together. */
export function physicsOf(groups: readonly PhysicsGroup[], capacity: Capacity): Physics | null {
  if (groups.every((group) => group.intendedUs.length === 0)) return null
  const best = groups.map((group) => floor(group.intendedUs, capacity.connections, group.queryUs))
  const own = groups.map((group) => ownFloor(group.intendedUs, capacity.slots, group.queryUs))
  const floorTtcUs = best.flatMap((completions, g) => waits(completions, groups[g]!))
  const ownTtcUs = own.flatMap((completions, g) => waits(completions, groups[g]!))
  const open = groups.every((group) => !group.closed)
  return {
    floorMs: open ? distribution(floorTtcUs) : null,
    ownFloorMs: open ? distribution(ownTtcUs) : null,
    efficiency: capacity.allServed ? efficiencyOf(groups, floorTtcUs, capacity) : null,
    atBest: open ? efficiency(floorTtcUs, ownTtcUs) : null,
    violations: groups.reduce((sum, group, g) => sum + violations(group.completedUs, best[g]!), 0),
    ...(open && { curve: curve(best.flat()) }),
  }
}

/** Mean time to chart of the floor ÷ mean measured; null where nothing was measured. */
export function efficiency(floorTtcUs: readonly number[], ttcUs: readonly number[]): number | null {
  if (ttcUs.length === 0 || floorTtcUs.length === 0) return null
  const share = mean(floorTtcUs) / mean(ttcUs)
  return Number.isFinite(share) ? Number(share.toFixed(4)) : null
}

/** Where groups are closed, the smallest of their throughput shares stands for the trial. */
function efficiencyOf(
  groups: readonly PhysicsGroup[],
  floorTtcUs: readonly number[],
  { connections }: Capacity,
): number | null {
  const closed = groups.filter((group) => group.closed)
  if (closed.length === 0) {
    return efficiency(
      floorTtcUs,
      groups.flatMap((group) => group.ttcUs),
    )
  }
  const shares = closed.flatMap((group) => throughputShare(group, connections, group.closed!) ?? [])
  return shares.length === 0 ? null : Math.min(...shares)
}

/**
 * How many charts could have arrived by when, as a staircase of at most 500 points: the first and last are
 * kept, the others thinned evenly.
 */
export function curve(completionsUs: readonly number[]): NonNullable<Physics['curve']> {
  const sorted = Float64Array.from(completionsUs).sort()
  const step = Math.max(1, (sorted.length - 1) / (CURVE_POINTS - 1))
  const points: NonNullable<Physics['curve']> = []
  for (let at = 0; Math.round(at) < sorted.length; at += step) {
    const index = Math.round(at)
    points.push({ atMs: sorted[index]! / 1_000, charts: index + 1 })
  }
  return points
}

function waits(completionsUs: readonly number[], group: PhysicsGroup): number[] {
  return completionsUs.map((at, i) => at - group.intendedUs[i]!)
}

function distribution(us: readonly number[]): { p50: number; p95: number; max: number } {
  const sorted = Float64Array.from(us).sort()
  const at = (percent: number) => Math.round(nearestRank(sorted, percent)) / 1_000
  return { p50: at(50), p95: at(95), max: at(100) }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
