import type { Sample, Verdict } from '../../../reports/model.ts'
import type { QueryMode } from '../../../strategies/app/settings.ts'
import type { Mark } from '../../../strategies/contract.ts'
import type { LiveCounts } from '../recorder.ts'

/** Where a trial is, in the order of its phases; `judged` is the last. */
export type RunStage =
  | { readonly stage: 'prepare' | 'verify' | 'warm up' | 'check' | 'dispose' }
  | {
      readonly stage: 'measure'
      /** Changes while it is watched; read when something is drawn, never pushed. */
      readonly seen: Seen
      /** The zero of the schedule, µs of CLOCK_MONOTONIC. */
      readonly beginUs: number
      /** The strategy's own floor for the last chart, with the slots that the target has. */
      readonly expectedMs: number
    }
  | { readonly stage: 'judged'; readonly verdict: Verdict; readonly reasons: readonly string[] }

/** What a measurement has so far. */
export interface Seen {
  readonly live: Readonly<LiveCounts>
  readonly samples: readonly Sample[]
}

/** What is about to be played. */
export interface ExpectedRun {
  /** In the order in which they are shown. */
  readonly strategies: readonly { readonly name: string; readonly mark: Mark }[]
  /** In the order in which they are played. */
  readonly trials: readonly ExpectedTrial[]
}

export interface ExpectedTrial {
  /** Its place among those that are played, from 1. */
  readonly order: number
  readonly strategy: string
  readonly users: number
  readonly queryMode: QueryMode
  /** From the first user's start to the last chart, at best. */
  readonly floorMs: number
}

/** Tells a person how a run goes. */
export interface RunProgress {
  /** One line about the run, at any time; after `end` too. */
  note(line: string): void
  /** To be called once, before the first trial. */
  plan(run: ExpectedRun): void
  /** Begins the trial that is number `order`; the function takes its stages as they begin. */
  trial(order: number): (stage: RunStage) => void
  /** Gives the terminal back. Idempotent; what happens later is told in plain lines. */
  end(): void
}

/** A stream that progress can be written to; the size is read anew whenever something is drawn. */
export type ProgressStream = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns' | 'rows'>

/** How progress is shown. The board is looked at whenever something is drawn. */
export interface ProgressView {
  note(line: string): void
  begin(board: Board): void
  /** A trial has got its verdict. */
  judged(trial: TrialState): void
  end(): void
}

/** All there is to be shown of a run. */
export interface Board {
  read(): RunState
}

/** A run at one moment. */
export interface RunState {
  readonly strategies: ExpectedRun['strategies']
  readonly trials: readonly TrialState[]
  readonly elapsedMs: number
  /** Until the last trial has ended, as far as can be said. */
  readonly leftMs: number
}

/** A trial at one moment. */
export interface TrialState extends ExpectedTrial {
  readonly phase: 'to come' | RunStage['stage']
  /** Since the phase began. */
  readonly phaseMs: number
  /** Since the trial began; how long it took once it has ended. */
  readonly elapsedMs: number
  /** How long it should take in all. */
  readonly expectedMs: number
  /** undefined before it is measured. */
  readonly charts: ChartsSoFar | undefined
  readonly verdict: Verdict | undefined
  readonly reasons: readonly string[]
}

export interface ChartsSoFar {
  readonly expected: number
  readonly arrived: number
  readonly failed: number
  /** undefined before the first user came. */
  readonly p50: PercentileSoFar | undefined
}

/** `open`: not fewer than so many, since users who may still raise it are waiting. */
export interface PercentileSoFar {
  readonly ms: number
  readonly open: boolean
}
