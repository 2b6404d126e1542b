import { spawnSync } from 'node:child_process'
import { cpuSetText, type TargetLimits } from './contract.ts'
import { usableCpus } from './limits.ts'

/**
 * Leaves the CPUs of the targets to them: this process and all that it starts from now on, such as the driver and a
 * Postgres of its own, keep to the others. Returns a note for the run where that cannot be, and so they share.
 */
export function leaveCpusToTargets({ cpus }: TargetLimits): string | undefined {
  if (!cpus) return undefined
  const others = usableCpus().filter((cpu) => !cpus.includes(cpu))
  const shared = 'targets share their CPUs with driver, harness and Postgres'
  if (others.length === 0) return `${shared}: there are no others`
  // From util-linux; all threads, since new ones take after the one that starts them.
  const set = spawnSync('taskset', [
    '--all-tasks',
    '--cpu-list',
    '--pid',
    cpuSetText(others),
    `${process.pid}`,
  ])
  return set.status === 0 ? undefined : `${shared}: there is no taskset to keep those away`
}
