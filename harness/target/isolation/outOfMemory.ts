import { BenchError, exitCodes } from '../../errors.ts'
import type { WantOfMemory } from '../process.ts'
import { heapLimitMiB, type TargetLimits } from './contract.ts'

/** That a target ran out of memory before anything was measured: whatever else failed then is a consequence. */
export class OutOfMemory extends BenchError {
  /** Processes that the kernel has killed. */
  readonly kills: number

  constructor(want: WantOfMemory, limits: TargetLimits, cause: unknown) {
    super('OUT_OF_MEMORY', `${memoryEnd(want, limits)} before any user was played`, {
      exitCode: exitCodes.failed,
      hint: 'give a larger --target-memory, or less to do',
      cause,
    })
    this.kills = want.kills
  }
}

/** How a target ran out of memory, and which limit it met. */
export function memoryEnd({ by, kills }: WantOfMemory, { memoryBytes }: TargetLimits): string {
  if (memoryBytes === undefined)
    return by === 'heap'
      ? 'out of memory: the heap of a process was full'
      : "killed for want of memory: the machine's own was used up"
  const limit = memoryLimit(memoryBytes)
  if (by === 'heap')
    return `out of memory: the heap of a process reached its limit of ${heapLimitMiB(memoryBytes)} MiB, of ${limit} for all of them`
  const several = kills > 1 ? ` (${kills} processes)` : ''
  return `killed for want of memory${several}: its limit of ${limit} was reached`
}

/** `512 MiB`. */
export function memoryLimit(bytes: number): string {
  return `${Math.floor(bytes / 1_048_576)} MiB`
}
