import type { Board, ChartsSoFar, ExpectedRun, RunStage, RunState, TrialState } from './contract.ts'
import { Experience } from './expected.ts'
import { medianSoFar } from './medianSoFar.ts'

/** What is kept of a trial: the rest is computed when somebody looks. */
interface Kept {
  floorMs: number
  phase: TrialState['phase']
  beganMs: number
  phaseBeganMs: number
  /** undefined until it has ended. */
  tookMs: number | undefined
  measuring: Extract<RunStage, { stage: 'measure' }> | undefined
  /** As it stood when the measurement was over. */
  charts: ChartsSoFar | undefined
  verdict: TrialState['verdict']
  reasons: readonly string[]
}

/** Keeps where every trial of a run is. `nowMs` is CLOCK_MONOTONIC, as the stamps of a trial are. */
export class ProgressBoard implements Board {
  readonly #run: ExpectedRun
  readonly #nowMs: () => number
  readonly #beganMs: number
  readonly #kept = new Map<number, Kept>()
  readonly #experience = new Experience()

  constructor(run: ExpectedRun, nowMs: () => number) {
    this.#run = run
    this.#nowMs = nowMs
    this.#beganMs = nowMs()
  }

  /** Takes note of a trial's new stage and returns how the trial now stands. */
  change(order: number, stage: RunStage): TrialState {
    const now = this.#nowMs()
    const trial = this.#run.trials[order - 1]!
    const kept = this.#kept.get(order) ?? freshTrial(trial.floorMs, now)
    this.#kept.set(order, kept)
    if (kept.measuring && stage.stage !== 'measure') {
      kept.charts = chartsOf(kept.measuring, now)
      kept.measuring = undefined
    }
    kept.phase = stage.stage
    kept.phaseBeganMs = now
    if (stage.stage === 'measure') {
      kept.measuring = stage
      kept.floorMs = stage.expectedMs
    } else if (stage.stage === 'judged') {
      kept.verdict = stage.verdict
      kept.reasons = stage.reasons
      kept.tookMs = now - kept.beganMs
      this.#experience.learn({ ...trial, floorMs: kept.floorMs }, kept.tookMs)
    }
    return this.#stateOf(order, now)
  }

  read(): RunState {
    const now = this.#nowMs()
    const trials = this.#run.trials.map(({ order }) => this.#stateOf(order, now))
    const leftMs = trials
      .filter(({ phase }) => phase !== 'judged')
      .reduce((sum, { expectedMs, elapsedMs }) => sum + Math.max(0, expectedMs - elapsedMs), 0)
    return { strategies: this.#run.strategies, trials, elapsedMs: now - this.#beganMs, leftMs }
  }

  #stateOf(order: number, now: number): TrialState {
    const planned = this.#run.trials[order - 1]!
    const kept = this.#kept.get(order) ?? freshTrial(planned.floorMs, now)
    const trial = { ...planned, floorMs: kept.floorMs }
    return {
      ...trial,
      phase: kept.phase,
      phaseMs: now - kept.phaseBeganMs,
      elapsedMs: kept.tookMs ?? now - kept.beganMs,
      expectedMs: this.#experience.expectedMs(trial),
      charts: kept.measuring ? chartsOf(kept.measuring, now) : kept.charts,
      verdict: kept.verdict,
      reasons: kept.reasons,
    }
  }
}

function freshTrial(floorMs: number, now: number): Kept {
  return {
    floorMs,
    phase: 'to come',
    beganMs: now,
    phaseBeganMs: now,
    tookMs: undefined,
    measuring: undefined,
    charts: undefined,
    verdict: undefined,
    reasons: [],
  }
}

function chartsOf({ seen, beginUs }: Extract<RunStage, { stage: 'measure' }>, nowMs: number): ChartsSoFar {
  const { expected, arrived, failed } = seen.live
  return { expected, arrived, failed, p50: medianSoFar(seen.samples, nowMs * 1_000 - beginUs) }
}
