import { nowUs } from '../../../strategies/app/clock.ts'
import { ProgressBoard } from './board.ts'
import type { ProgressStream, RunProgress } from './contract.ts'
import { liveView } from './live.ts'
import { plainView } from './plain.ts'

/**
 * Progress on `stream` (stderr): a block that is redrawn at most four times a second where that is a terminal,
 * else a plain line now and then. Nothing is done for an event of a trial: what is shown is read from its
 * recorder when it is drawn.
 */
export function createProgress(
  stream: ProgressStream,
  { color, nowMs = () => nowUs() / 1_000 }: { color: boolean; nowMs?: () => number },
): RunProgress {
  const view = isLive(stream) ? liveView(stream, color) : plainView(stream, nowMs)
  let board: ProgressBoard | undefined
  return {
    note: view.note,
    plan(run) {
      board = new ProgressBoard(run, nowMs)
      if (run.trials.length > 0) view.begin(board)
    },
    trial: (order) => (stage) => {
      const state = board?.change(order, stage)
      if (state?.phase === 'judged') view.judged(state)
    },
    end: view.end,
  }
}

/** Whether lines can be drawn anew. */
function isLive({ isTTY }: ProgressStream): boolean {
  return isTTY && process.env.TERM !== 'dumb'
}
