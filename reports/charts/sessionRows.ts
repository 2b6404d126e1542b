import type { Sample } from '../model.ts'
import { timeOf } from '../samples.ts'
import { thin } from './points.ts'
import { type SessionFacts, sessionFacts } from './sessionFacts.ts'
import { type Piece, piecesOf, type WaitStage, waitStageOf } from './stages.ts'
import type { CellView } from './view.ts'

/** The most rows of one panel: below that a row has three pixels. */
const ROWS = 96

/** One chart of one user. */
export interface SessionRow {
  readonly sample: Sample
  readonly pieces: readonly Piece[]
}

/** The rows of one strategy's panel. */
export interface SessionRows {
  readonly view: CellView
  /** By worker and user where sessions live on workers, else by user. */
  readonly rows: readonly SessionRow[]
  readonly byWorker: boolean
  /** Charts of the trial, before rows were left out. */
  readonly all: number
  /** Of all of them: what is said comes from here, what is drawn from the rows. */
  readonly facts: SessionFacts
  readonly wait: WaitStage
}

/**
 * The charts of the first shown trial, at most 96: the first and the last user's, the quickest, the slowest,
 * and evenly from the others. Users who were dropped waited for nothing, and have no row.
 */
export function sessionRows(view: CellView): SessionRows {
  const samples = firstTrialOf(view)
  const workers = new Set(samples.map(({ worker }) => worker))
  const byWorker = workers.size > 1 && workers.size < samples.length
  const kept = thin(samples, ROWS, timeOf)
  const ordered = byWorker ? kept.toSorted((a, b) => byName(a, b) || a.user - b.user) : kept
  const wait = waitStageOf(view.strategy)
  return {
    view,
    byWorker,
    rows: ordered.map((sample) => ({ sample, pieces: piecesOf(sample, wait) })),
    all: samples.length,
    facts: sessionFacts(samples, wait),
    wait,
  }
}

/** The samples of the first shown trial, without those of dropped users. */
export function firstTrialOf({ shown, samples }: CellView): Sample[] {
  const [trial] = shown.trials
  return (trial ? samples(trial.id) : []).filter(({ outcome }) => outcome !== 'dropped')
}

/** `w2` before `w10`; who never reached a worker comes last. */
function byName(a: Sample, b: Sample): number {
  return (a.worker ?? '\uffff').localeCompare(b.worker ?? '\uffff', 'en', { numeric: true })
}
