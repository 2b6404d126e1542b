import { ProgressBoard } from './board.ts'
import { burst, done, sent } from './burst.fixture.ts'
import type { ExpectedRun, RunState } from './contract.ts'

/** A clock that a test moves by hand. */
export interface Clock {
  nowMs: number
}

const marks = { single: 'circle', 'thread-per-user': 'triangle', cluster: 'square' } as const

/** Three strategies with each of these user counts, in that order; a floor of a second for ten users. */
export function threeStrategies(...users: number[]): ExpectedRun {
  const names = Object.keys(marks) as (keyof typeof marks)[]
  const trials = users.flatMap((count) => names.map((strategy) => ({ strategy, users: count })))
  return {
    strategies: names.map((name) => ({ name, mark: marks[name] })),
    trials: trials.map((trial, i) => ({
      ...trial,
      order: i + 1,
      queryMode: 'async' as const,
      floorMs: Math.ceil(trial.users / 10) * 1_000,
    })),
  }
}

/** A board on which `ended` trials are over, each after 4 s, and the next is measured since half a second. */
export async function midway(
  run: ExpectedRun,
  ended: number,
): Promise<{ board: ProgressBoard; clock: Clock }> {
  const clock = { nowMs: 0 }
  const board = new ProgressBoard(run, () => clock.nowMs)
  for (let order = 1; order <= ended + 1; order++) {
    const { users, floorMs } = run.trials[order - 1]!
    board.change(order, { stage: 'prepare' })
    clock.nowMs += 3_000
    const recorder = burst(users)
    recorder.take(recorder.samples.map(({ user }) => sent(user)))
    board.change(order, {
      stage: 'measure',
      seen: recorder,
      beginUs: clock.nowMs * 1_000,
      expectedMs: floorMs,
    })
    const arrivals = order <= ended ? users : Math.floor(users / 4)
    recorder.take(Array.from({ length: arrivals }, (_, user) => done(user, 450_000)))
    await recorder.close()
    if (order > ended) clock.nowMs += 500
    else {
      clock.nowMs += 1_000
      board.change(order, { stage: 'judged', verdict: 'VALID', reasons: [] })
    }
  }
  return { board, clock }
}

/** The state of such a board. */
export async function stateMidway(run: ExpectedRun, ended: number): Promise<RunState> {
  return (await midway(run, ended)).board.read()
}
