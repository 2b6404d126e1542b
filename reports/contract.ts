import type { Report, Sample } from './model.ts'

/** What a report is rendered from: a recorded run, read back from its folder. */
export interface RecordedRun {
  readonly report: Report
  /** The samples of a trial in the order of users; empty where the trial measured nothing. */
  samples(trialId: string): readonly Sample[]
}

/** Output of one report. */
export type Rendered =
  /** Written to the run's folder, or where `--report name=path` says. */
  | { readonly file: string; readonly content: string }
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
