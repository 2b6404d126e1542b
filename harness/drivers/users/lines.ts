import type { DriverPlan, DriverSummary, PlannedUser } from '../contract.ts'

/**
 * What the harness writes to the process that plays users: JSON, one per line, `plan` first and once, then
 * `begin` once, then the others in any order. The end of the input ends the process.
 */
export type Command =
  | { type: 'plan'; plan: DriverPlan }
  | { type: 'begin'; at: number }
  | { type: 'add'; users: readonly PlannedUser[] }
  | { type: 'leave'; group: string }
  | { type: 'cut' }
  | { type: 'stop' }

/** What the process writes beside its events: `ready` before the first of them, `summary` after the last. */
export type Notice = { type: 'ready' } | { type: 'summary'; summary: DriverSummary }
