import type { TimeAxis } from '../axis.ts'
import type { Busy } from '../busy.ts'

/** What is read off a panel at a moment. `before`: a value holds up to its moment; `after`: from it on. */
export interface Reading {
  /** After the value: `% Postgres`. */
  readonly unit: string
  readonly holds: 'before' | 'after'
  readonly at: readonly number[]
  readonly values: readonly number[]
}

/** A row of the grid. */
export interface ResourceRow {
  readonly id: string
  readonly title: string
  /** The same where a user waits for several charts, if that makes a difference. */
  readonly titleOfCharts?: string
  readonly caption: (group: readonly Busy[]) => string
  /** Of a panel with its axis of time, px. */
  readonly height: number
  /** Whether there is anything to show of a strategy. */
  readonly has: (busy: Busy) => boolean
  readonly layers: (busy: Busy, group: readonly Busy[], time: TimeAxis) => object[]
  readonly readings: (busy: Busy) => readonly Reading[]
  /** For who does not see it. */
  readonly finding: (busy: Busy) => string
}
