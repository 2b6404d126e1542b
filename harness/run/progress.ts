import type { Verdict } from '../../reports/model.ts'
import type { PlannedTrial } from './plan.ts'
import type { LiveCounts } from './recorder.ts'

/** Where a trial is. */
export type RunStage =
  | { stage: 'prepare' | 'verify' | 'warm up' | 'dispose' }
  /** `live` changes while it is watched; `expectedMs` is the strategy's own floor for the last chart. */
  | { stage: 'measure'; live: LiveCounts; expectedMs: number }
  | { stage: 'judged'; verdict: Verdict; reasons: readonly string[] }

/** Tells a person how a run goes. */
export interface RunProgress {
  /** One line on what takes long before the first trial. */
  note(line: string): void
  trial(planned: PlannedTrial, of: number): (stage: RunStage) => void
  end(): void
}

const REDRAW_MS = 250
const PLAIN_MS = 5_000

/** Progress on `stream` (stderr): a line that is redrawn on a terminal, else a plain line now and then. */
export function createProgress(stream: NodeJS.WriteStream): RunProgress {
  const live = stream.isTTY ? new LiveLine(stream) : undefined
  const say = (line: string) => {
    live?.clear()
    stream.write(`${line}\n`)
  }
  let timer: NodeJS.Timeout | undefined
  return {
    note: say,
    trial(planned, of) {
      const label = `[${planned.order}/${of}] ${planned.cell.strategy.name}, ${planned.cell.users} users, ${planned.cell.queryMode}`
      const began = performance.now()
      let current: RunStage = { stage: 'prepare' }
      const show = () => `${label}: ${describe(current, performance.now() - began)}`
      clearInterval(timer)
      timer = setInterval(
        () => (live ? live.draw(show()) : current.stage === 'measure' && say(show())),
        live ? REDRAW_MS : PLAIN_MS,
      )
      return (stage) => {
        current =
          stage.stage === 'measure'
            ? { ...stage, expectedMs: stage.expectedMs + performance.now() - began }
            : stage
        if (stage.stage === 'judged') {
          clearInterval(timer)
          say(show())
          for (const reason of stage.reasons.slice(0, 3)) say(`    ${reason}`)
        } else live?.draw(show())
      }
    },
    end() {
      clearInterval(timer)
      live?.clear()
    },
  }
}

function describe(stage: RunStage, elapsedMs: number): string {
  const elapsed = seconds(elapsedMs)
  if (stage.stage === 'judged') return `${stage.verdict} after ${elapsed}`
  if (stage.stage !== 'measure') return `${stage.stage} … ${elapsed}`
  const { arrived, failed, expected, waiting } = stage.live
  const failures = failed > 0 ? `, ${failed} failed` : ''
  return `${arrived} of ${expected} charts, ${waiting} waiting${failures} · ${elapsed} of about ${seconds(stage.expectedMs)}`
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(0)} s`
}

/** One line at the bottom of a terminal. */
class LiveLine {
  readonly #stream: NodeJS.WriteStream
  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
  }
  draw(text: string): void {
    const width = this.#stream.columns || 80
    this.#stream.write(`\r\u001b[2K${text.length < width ? text : `${text.slice(0, width - 2)}…`}`)
  }
  clear(): void {
    this.#stream.write('\r\u001b[2K')
  }
}
