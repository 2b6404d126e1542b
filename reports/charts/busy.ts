import type { RecordedRun } from '../contract.ts'
import { isCompanion, isOwnRole } from '../roles.ts'
import { type Occupancy, occupancyOf } from './occupancy.ts'
import { thin } from './points.ts'
import type { CellView } from './view.ts'

/** The most points of one line. */
export const POINTS = 120

/** CPU between two looks, percent of one core. */
export interface CpuLook {
  readonly atMs: number
  /** Of the processes that hold the users' sockets, and of others of the strategy. */
  readonly serving: number
  readonly companions: number
  readonly postgres: number
  /** Driver, harness and supervisor: what the measurement costs. */
  readonly measuring: number
}

/** What was busy in the first of a cell's trials. Lists are empty where nothing was recorded. */
export interface Busy {
  readonly view: CellView
  readonly budget: number
  /** How many slow queries the strategy can run at a time; null where it does not tell. */
  readonly slots: number | null
  readonly cpu: readonly CpuLook[]
  readonly memory: readonly { readonly atMs: number; readonly bytes: number }[]
  /** Of all that runs in its container together; null: none. */
  readonly memoryLimitBytes: number | null
  readonly occupancy: readonly Occupancy[]
  readonly active: readonly { readonly atMs: number; readonly active: number }[]
  readonly loop: readonly { readonly atMs: number; readonly ms: number }[]
  readonly thinned: boolean
}

/** Reads what was busy, and thins it to what a panel can show; the findings are made from the whole of it. */
export function busyOf(run: RecordedRun, view: CellView): Busy {
  const [trial] = view.shown.trials
  const timeline = trial && run.timeline(trial.id)
  return {
    view,
    budget: trial?.connections.budget ?? 0,
    slots: trial?.connections.slots.length ? sum(trial.connections.slots) : null,
    cpu: (timeline?.cpu ?? []).map(({ atMs, percent }) => ({ atMs, ...sharesOf(percent) })),
    memory: timeline?.memory ?? [],
    memoryLimitBytes: trial?.isolation?.memoryLimitBytes ?? null,
    occupancy: trial ? occupancyOf(view.samples(trial.id)) : [],
    active: (timeline?.connections ?? []).map(({ atMs, active }) => ({ atMs, active })),
    loop: timeline?.loopDelay ?? [],
    thinned: false,
  }
}

/** Whether anything was recorded beside the samples. */
export function isRecorded({ cpu, memory, active, loop }: Busy): boolean {
  return cpu.length + memory.length + active.length + loop.length > 0
}

/** The same with at most POINTS points a line: evenly, and with the extremes of all that is drawn from them. */
export function thinned(busy: Busy): Busy {
  const { cpu, memory, occupancy, active, loop } = busy
  return {
    ...busy,
    cpu: thin(cpu, POINTS, totalOf, ownOf, ...series),
    memory: thin(memory, POINTS, ({ bytes }) => bytes),
    occupancy: thin(
      occupancy,
      POINTS,
      ({ waiting }) => waiting,
      ({ running }) => running,
    ),
    active: thin(active, POINTS, (look) => look.active),
    loop: thin(loop, POINTS, ({ ms }) => ms),
    thinned: [cpu, memory, occupancy, active, loop].some((list) => list.length > POINTS),
  }
}

/** Each part of the stack. */
const series = (['serving', 'companions', 'postgres', 'measuring'] as const).map(
  (name) => (look: CpuLook) => look[name],
)

/** Of the strategy's own processes. */
export function ownOf({ serving, companions }: CpuLook): number {
  return serving + companions
}

/** Of the whole machine as far as it was looked at. */
export function totalOf({ serving, companions, postgres, measuring }: CpuLook): number {
  return serving + companions + postgres + measuring
}

/** What holds at a moment: of the last item that is not after it. Items are in the order of time. */
export function holding<T extends { readonly atMs: number }>(
  items: readonly T[],
): (atMs: number) => T | undefined {
  return (atMs) => {
    let [low, high] = [0, items.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (items[middle]!.atMs <= atMs) low = middle + 1
      else high = middle
    }
    return items[low - 1]
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function sharesOf(percent: Readonly<Record<string, number>>): Omit<CpuLook, 'atMs'> {
  const roles = new Set(Object.keys(percent))
  const shares = { serving: 0, companions: 0, postgres: 0, measuring: 0 }
  for (const [role, value] of Object.entries(percent)) {
    if (role === 'postgres') shares.postgres += value
    else if (!isOwnRole(role)) shares.measuring += value
    else if (isCompanion(role, roles)) shares.companions += value
    else shares.serving += value
  }
  return shares
}
