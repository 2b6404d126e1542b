import { paintWith } from '../../../reports/terminal/paint.ts'
import { wrap } from '../../../reports/terminal/wrap.ts'
import { LiveBlock } from './block.ts'
import type { Board, ProgressStream, ProgressView, TrialState } from './contract.ts'
import { endOf, span, titleOf } from './facts.ts'
import { blockLines } from './layout.ts'

const REDRAW_MS = 250

/** Progress on a terminal: a block that is redrawn in place, above it what stays. */
export function liveView(stream: ProgressStream, color: boolean): ProgressView {
  const paint = paintWith(color)
  const say = (line: string) => void stream.write(`${wrap(line, stream.columns || 80).join('\n')}\n`)
  let block: LiveBlock | undefined
  let shown: Board | undefined
  let timer: NodeJS.Timeout | undefined
  return {
    note: say,
    begin(board) {
      shown = board
      const standing = new LiveBlock(stream)
      block = standing
      timer = setInterval(
        () => standing.draw(blockLines(board.read(), standing.size, paint)),
        REDRAW_MS,
      ).unref()
    },
    judged(trial: TrialState) {
      // The block forgets it when the strategy plays its next trial.
      if (trial.verdict !== 'VALID' && shown)
        say(`${titleOf(trial, shown.read().trials.length)}: ${endOf(trial)}`)
    },
    end() {
      clearInterval(timer)
      if (!block) return
      block.end()
      block = undefined
      const run = shown?.read()
      const done = run?.trials.filter(({ phase }) => phase === 'judged').length ?? 0
      if (run) say(`${done} of ${run.trials.length} trials in ${span(run.elapsedMs)}`)
    },
  }
}
