import type { Driver } from '../drivers/contract.ts'
import type { Isolation } from '../target/isolation/contract.ts'
import type { RunOptions } from './plan.ts'
import type { RunProgress } from './progress/contract.ts'

/** How a run is to be carried out, beside what it plays. */
export interface RunSetup {
  readonly options: RunOptions
  readonly driver: Driver
  readonly provider: string
  /** The run's folder; made, must not exist. */
  readonly folder: string
  /** The command line as it was typed. */
  readonly command: string
  readonly progress: RunProgress
  /** Aborted: the trial under way is stopped in order, and what was recorded is kept. */
  readonly signal: AbortSignal
  /** Strategies that were asked for but cannot run here, with the reason. */
  readonly skipped: readonly { name: string; reason: string }[]
  /** In what targets run; undefined: on this machine, as children of the run. */
  readonly isolation?: Isolation | undefined
  /** What makes the run less than it looks, as far as it is known beforehand. */
  readonly notes?: readonly string[]
}
