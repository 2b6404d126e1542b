import { z } from 'zod'
import { cell } from './model/cell.ts'
import { comparison } from './model/comparison.ts'
import type { fates, fault } from './model/faults.ts'
import type { summary } from './model/figures.ts'
import type { verdict } from './model/parts.ts'
import type { isolation } from './model/resources.ts'
import { environment, run } from './model/run.ts'
import { strategy } from './model/strategy.ts'
import { type check, trial } from './model/trial.ts'

export { verdicts } from './model/parts.ts'
export { type Fate, type Sample, sampleSchema } from './model/sample.ts'

/** The version of `report.json`. A reader refuses a newer one. */
export const REPORT_VERSION = 1

/** `report.json`: what a run found, complete enough to render, compare and gate on. */
export const reportSchema = z.object({
  version: z.literal(REPORT_VERSION),
  run,
  environment,
  strategies: z.array(strategy),
  trials: z.array(trial),
  cells: z.array(cell),
  comparison: z.array(comparison),
})

export type Report = z.infer<typeof reportSchema>
export type Trial = Report['trials'][number]
export type Cell = Report['cells'][number]
export type Fates = z.infer<typeof fates>
export type TrialIsolation = z.infer<typeof isolation>
export type TrialFault = z.infer<typeof fault>
export type Comparison = Report['comparison'][number]
export type Summary = z.infer<typeof summary>
export type Summaries = Pick<
  Trial,
  'ttcMs' | 'waitMs' | 'queryMs' | 'overheadMs' | 'sendLagMs' | 'interactionMs'
>
export type Check = z.infer<typeof check>
export type Verdict = z.infer<typeof verdict>
