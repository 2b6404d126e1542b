import type { Trial } from '../reports/model.ts'

/** A role whose processes together use so much of what they can is what limits. */
const BUSY = 0.85

/** How busy a trial kept one role: cores in use on average over the measurement. */
export interface RoleLoad {
  readonly role: string
  readonly cores: number
  readonly processes: number
}

/** How busy each role was, the busiest first. */
export function loadsOf({ resources, measuredMs }: Pick<Trial, 'resources' | 'measuredMs'>): RoleLoad[] {
  if (!resources || !measuredMs) return []
  return resources.roles
    .map(({ role, cpuMs, processes }) => ({ role, processes, cores: cpuMs / measuredMs }))
    .sort((a, b) => b.cores - a.cores)
}

/**
 * What keeps a trial from more users, in words: the machine's cores, a process whose one thread is busy, the
 * connections, or nothing of these.
 */
export function limitOf(trial: Trial, cores: number): string {
  const loads = loadsOf(trial)
  const all = loads.reduce((sum, one) => sum + one.cores, 0)
  const shares = loads
    .filter((one) => one.cores >= 0.05)
    .map((one) => `${one.role} ${one.cores.toFixed(2)}`)
    .join(', ')
  if (all >= BUSY * cores) return `the machine: ${all.toFixed(2)} of ${cores} cores are busy (${shares})`
  const full = loads.find((one) => one.processes === 1 && one.cores >= BUSY)
  if (full) return `one thread of ${full.role}: ${full.cores.toFixed(2)} cores (${shares})`
  const waitMs = trial.waitMs.p95
  if (waitMs !== null && trial.queryMs.p50 !== null && waitMs > trial.queryMs.p50 / 2) {
    return `the ${trial.connections.budget} connections: p95 of the wait for one is ${waitMs.toFixed(0)} ms (${shares})`
  }
  return `nothing yet: ${all.toFixed(2)} of ${cores} cores are busy (${shares})`
}
