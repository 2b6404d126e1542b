import type { Report, Sample } from './model.ts'

/** What a report is rendered from: a recorded run, read back from its folder. */
export interface RecordedRun {
  readonly report: Report
  /** The samples of a trial in the order of users; empty where the trial measured nothing. */
  samples(trialId: string): readonly Sample[]
  /** What was busy in a trial, second by second; every list is empty where that was not recorded. */
  timeline(trialId: string): Timeline
}

/** What was busy, and when: of one trial, times in ms from the zero of its schedule, ascending. */
export interface Timeline {
  /** Of each look, by role: share of one core since the look before, in percent; a role is absent before it lived. */
  readonly cpu: readonly { readonly atMs: number; readonly percent: Readonly<Record<string, number>> }[]
  /** Pss of all processes of the strategy together; looks at which it was not told are left out. */
  readonly memory: readonly { readonly atMs: number; readonly bytes: number }[]
  /** Connections that were held, as Postgres saw it, and how many of them ran the slow query. */
  readonly connections: readonly { readonly atMs: number; readonly held: number; readonly active: number }[]
  /** The longest that any serving loop did not turn, in that second, ms. */
  readonly loopDelay: readonly { readonly atMs: number; readonly ms: number }[]
}

/** Output of one report. */
export type Rendered =
  /** Written to the run's folder, or where `--report name=path` says. */
  | { readonly file: string; readonly content: string }
  /** The same, for what may be too long for one string: written piece by piece. */
  | { readonly pieces: Iterable<string>; readonly into: string }
  /** Several files: below the run's folder, or below the folder that `--report name=path` names. */
  | {
      readonly folder: string
      readonly files: readonly { readonly file: string; readonly content: string }[]
    }
  /** Printed on stdout. */
  | { readonly print: string }

export interface RenderOptions {
  /** Columns of the terminal. */
  readonly columns: number
  readonly color: boolean
  /** Files that were written beside this output, for the terminal to name. */
  readonly written?: readonly string[]
}

/** A report format: a pure function of a recorded run. */
export interface ReportFormat {
  readonly name: string
  readonly summary: string
  render(run: RecordedRun, options: RenderOptions): Promise<Rendered>
}
