import type { Report, TrialIsolation } from './model.ts'

/** In what the targets of a run were isolated: all alike, since the run says it. null where in nothing. */
export function isolationOf({ trials }: Pick<Report, 'trials'>): TrialIsolation | null {
  return trials.flatMap(({ isolation }) => isolation ?? [])[0] ?? null
}

/** What every strategy could use, in a few words: `strategies in containers on CPU 0 with 512 MiB`. */
export function isolatedOn({ cpus, memoryLimitBytes }: TrialIsolation): string {
  return [
    'strategies in containers',
    ...(cpus === null ? [] : [`on ${cpuWords(cpus)}`]),
    ...(memoryLimitBytes === null ? [] : [`with ${mebibytes(memoryLimitBytes)}`]),
  ].join(' ')
}

/** The same with what else decides figures: for who wants to repeat it. */
export function isolationFact(isolation: TrialIsolation): string {
  const { image, cpus, memoryLimitBytes, heapLimitBytes } = isolation
  const heap =
    heapLimitBytes === null ? '' : `, of which at most ${mebibytes(heapLimitBytes)} for one process’s heap`
  const memory =
    memoryLimitBytes === null ? 'no memory limit' : `${mebibytes(memoryLimitBytes)} of memory${heap}`
  return `each in a container of ${image}, ${cpus === null ? 'all CPUs' : cpuWords(cpus)}, ${memory}; CPU time by its control group, less its supervisor’s`
}

/** As limits are given: powers of two. */
export function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / 1_048_576)}\u00a0MiB`
}

function cpuWords(cpus: string): string {
  return `${/^\d+$/.test(cpus) ? 'CPU' : 'CPUs'}\u00a0${cpus}`
}
