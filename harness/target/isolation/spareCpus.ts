import { spawnSync } from 'node:child_process'
import type { Postgres } from '../../services/contract.ts'
import { cpuSetText, type TargetLimits } from './contract.ts'
import { usableCpus } from './limits.ts'

/** The CPUs that targets leave to all others, as engines and taskset take them; undefined where they leave none. */
export function spareCpus({ cpus }: TargetLimits): string | undefined {
  const others = cpus ? usableCpus().filter((cpu) => !cpus.includes(cpu)) : []
  return others.length === 0 ? undefined : cpuSetText(others)
}

/**
 * Leaves the CPUs of the targets to them: this process and all that descends from it from now on, such as the driver
 * and a Postgres that we start as a process, keep to the others. Containers descend from their engine, and are to be
 * told `spareCpus`. Returns a note for the run where that cannot be, and so they share.
 */
export function leaveCpusToTargets(limits: TargetLimits): string | undefined {
  if (!limits.cpus) return undefined
  const others = spareCpus(limits)
  const shared = 'targets share their CPUs with driver, harness and Postgres'
  if (others === undefined) return `${shared}: there are no others`
  // From util-linux; all threads, since new ones take after the one that starts them.
  const set = spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', others, `${process.pid}`])
  return set.status === 0 ? undefined : `${shared}: there is no taskset to keep those away`
}

/** A note for the run where targets have CPUs of their own that Postgres cannot be kept off. */
export function sharedWithPostgres(
  { cpus }: TargetLimits,
  { disposable }: Pick<Postgres, 'disposable'>,
): string | undefined {
  if (!cpus || disposable) return undefined
  return 'targets share their CPUs with Postgres where that runs on this machine: it is not ours to be kept off them'
}
