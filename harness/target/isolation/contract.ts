import type { Engine } from '../../containers/engine.ts'

/** How targets are isolated from the rest of a run: decided once, before anything runs. */
export interface Isolation {
  readonly kind: 'docker'
  readonly engine: Engine
  /** The image of bench itself, which is here. */
  readonly image: string
  /** Of the nginx in that image, where it tells. */
  readonly nginxVersion: string | undefined
  readonly limits: TargetLimits
}

/** What a target may use; undefined: as much as there is. */
export interface TargetLimits {
  /** CPUs of this machine, by their numbers in ascending order. */
  readonly cpus: readonly number[] | undefined
  readonly memoryBytes: number | undefined
}

/** The same numbers as text, runs of them together: `0-1,3`. */
export function cpuSetText(cpus: readonly number[]): string {
  const runs: number[][] = []
  for (const cpu of cpus) {
    const last = runs.at(-1)
    if (last?.at(-1) === cpu - 1) last.push(cpu)
    else runs.push([cpu])
  }
  return runs.map((run) => (run.length > 1 ? `${run[0]}-${run.at(-1)}` : `${run[0]}`)).join(',')
}

/**
 * The limit of the heap of each process in a target, for `--max-old-space-size`: half of what all of it may use.
 * Without it V8 takes a limit from the machine that may lie beyond that of the container, and does not collect
 * garbage in time; the other half is for buffers, code, stacks and the other processes.
 */
export function heapLimitMiB(memoryBytes: number): number {
  return Math.floor(memoryBytes / 2 / 1_048_576)
}

/** In a line, for who watches: `targets run in containers of chartbench:0.1.0-…, on CPU 0, with 512 MiB`. */
export function isolationWords({ image, limits: { cpus, memoryBytes } }: Isolation): string {
  return [
    `targets run in containers of ${image}`,
    ...(cpus ? [`on CPU ${cpuSetText(cpus)}`] : []),
    ...(memoryBytes === undefined ? [] : [`with ${Math.floor(memoryBytes / 1_048_576)} MiB`]),
  ].join(', ')
}
