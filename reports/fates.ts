import { shownOf } from './figures.ts'
import type { Group } from './groups.ts'
import type { Cell, Fates, Report, TrialFault } from './model.ts'
import { duration } from './units.ts'

/** What became of the charts of one cell. */
export interface CellFates {
  readonly cell: Cell
  readonly fates: Fates
  /** From the first fault until the last chart was there; null where none was. */
  readonly recoveryMs: number | null
  /** By error, the most frequent first: `7 WORKER_GONE`. */
  readonly errors: readonly string[]
}

/** The fates of several trials together; null where none has any. */
export function pooledFates(all: readonly (Fates | null)[]): Fates | null {
  const known = all.filter((one) => one !== null)
  if (known.length === 0) return null
  const sum: Fates = { kept: 0, reattached: 0, requeried: 0, failed: {}, lost: 0 }
  for (const one of known) {
    for (const name of ['kept', 'reattached', 'requeried', 'lost'] as const) sum[name] += one[name]
    for (const [code, n] of Object.entries(one.failed)) sum.failed[code] = (sum.failed[code] ?? 0) + n
  }
  return sum
}

/** The longest recovery of several trials; null where none has any. */
export function longestRecovery(all: readonly (number | null)[]): number | null {
  const known = all.filter((one) => one !== null)
  return known.length === 0 ? null : Math.max(...known)
}

/** The fates of a group's cells, of those whose figures are stated, in the order of the group. */
export function fatesIn(report: Report, group: Group): CellFates[] {
  return group.cells.flatMap((cell) => {
    if (cell.verdict === 'INVALID' || cell.verdict === 'INTERRUPTED') return []
    const { trials } = shownOf(report, cell)
    const fates = pooledFates(trials.map((trial) => trial.fates))
    if (!fates) return []
    const recoveryMs = longestRecovery(trials.map((trial) => trial.recoveryMs))
    const errors = Object.entries(fates.failed)
      .sort(([, a], [, b]) => b - a)
      .map(([code, n]) => `${n}\u00a0${code}`)
    return [{ cell, fates, recoveryMs, errors }]
  })
}

export function failures({ failed }: Fates): number {
  return Object.values(failed).reduce((sum, n) => sum + n, 0)
}

/** What was done to the parts in the trials of a group: the same in each, since the scenario says it. */
export function faultsIn(report: Report, group: Group): readonly TrialFault[] {
  const ids = new Set(group.cells.map(({ id }) => id))
  const of = report.trials.filter(({ cell, faults }) => ids.has(cell) && faults.length > 0)
  return of[0]?.faults ?? []
}

/** A fault in a few words, without its time: `kill worker`, `pause postgres for 4 s`. */
export function faultWords({ what, role, index, forMs }: TrialFault): string {
  const which = index > 0 ? ` ${index + 1}` : ''
  return `${what} ${role}${which}${forMs === null ? '' : ` for ${shortly(forMs)}`}`
}

/** `3 s: kill worker; 6.5 s: cut sockets`. */
export function faultPlan(faults: readonly TrialFault[]): string {
  return faults.map((fault) => `${shortly(fault.atMs)}: ${faultWords(fault)}`).join('; ')
}

/** A planned time as it was written: without digits that say nothing. */
function shortly(ms: number): string {
  return ms >= 1_000 ? `${Number((ms / 1_000).toFixed(3))}\u00a0s` : duration(ms).replace('.0', '')
}
