import type { RecordedRun } from '../contract.ts'
import type { ChartSection } from './contract.ts'
import { fairness } from './fairness.ts'
import { limit } from './limit.ts'
import { neighbours } from './neighbours.ts'
import { percentiles } from './percentiles.ts'
import { resources } from './resources.ts'
import { sessions } from './sessions.ts'
import type { GroupViews } from './view.ts'

/**
 * Makes a section from a recorded run; null where the run holds nothing for it. Pure. `groups` are those of the
 * report: most users first, async before blocking.
 */
export type ChartMaker = (run: RecordedRun, groups: readonly GroupViews[]) => ChartSection | null

/** Every chart section, in reading order. */
export const chartMakers: readonly ChartMaker[] = [
  limit,
  percentiles,
  sessions,
  resources,
  fairness,
  neighbours,
]
