import { harmless } from '../../../reports/terminal/paint.ts'
import type { Board, ProgressStream, ProgressView, RunState, TrialState } from './contract.ts'
import { chartFacts, elapsedOf, endOf, span, titleOf } from './facts.ts'
import { OncePerSecond } from './oncePerSecond.ts'

/** How often there may be a line. */
const TICK_MS = 1_000
/** A phase that is over sooner is not told. */
const WORTH_TELLING_MS = 2_000
/** While a trial is measured: so often, and at most so many times. */
const REPEAT_MS = 5_000
const MOST_REPEATS = 8

/** Decides, once a second, whether there is something to say of a trial that runs. */
export class PlainTeller {
  #order = 0
  #phase: TrialState['phase'] = 'to come'
  #saidMs = 0

  /** The line to be said now, or undefined. */
  line({ trials }: Pick<RunState, 'trials'>): string | undefined {
    const trial = trials.find(({ phase }) => phase !== 'to come' && phase !== 'judged')
    if (!trial) return undefined
    if (trial.order !== this.#order || trial.phase !== this.#phase) {
      this.#order = trial.order
      this.#phase = trial.phase
      this.#saidMs = Number.NEGATIVE_INFINITY
    }
    const first = this.#saidMs === Number.NEGATIVE_INFINITY
    const pauseMs = Math.max(REPEAT_MS, trial.expectedMs / MOST_REPEATS)
    const due = first
      ? trial.phaseMs >= WORTH_TELLING_MS
      : trial.phase === 'measure' && trial.elapsedMs - this.#saidMs >= pauseMs
    if (!due) return undefined
    this.#saidMs = trial.elapsedMs
    const charts = trial.charts ? [chartFacts(trial.charts)] : []
    return `${titleOf(trial, trials.length)}: ${[trial.phase, ...charts, elapsedOf(trial)].join(', ')}`
  }
}

/** The line that ends a trial: its verdict, and how far the run is. */
export function judgedLine(trial: TrialState, { trials, elapsedMs, leftMs }: RunState): string {
  const left = trials.filter(({ phase }) => phase !== 'judged').length
  const rest = left === 0 ? `all ended after ${span(elapsedMs)}` : `${left} left, about ${span(leftMs)}`
  return `${titleOf(trial, trials.length)}: ${endOf(trial)} · ${rest}`
}

/**
 * Progress where nothing can be redrawn: few lines, so that a log stays short, and at most one a second. `nowMs` is
 * the clock by which seconds count.
 */
export function plainView(stream: ProgressStream, nowMs: () => number): ProgressView {
  const teller = new PlainTeller()
  const lines = new OncePerSecond((line) => void stream.write(`${harmless(line)}\n`), nowMs)
  let shown: Board | undefined
  let timer: NodeJS.Timeout | undefined
  const tick = () => {
    lines.pass()
    // What only says that time goes by waits for nobody.
    const line = lines.free && shown ? teller.line(shown.read()) : undefined
    if (line !== undefined) lines.say(line)
  }
  return {
    note(line) {
      lines.tell(line)
    },
    begin(board) {
      shown = board
      timer ??= setInterval(tick, TICK_MS).unref()
    },
    judged(trial) {
      if (shown) lines.say(judgedLine(trial, shown.read()))
    },
    end() {
      clearInterval(timer)
      lines.end()
    },
  }
}
