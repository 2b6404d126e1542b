import { expect, test } from 'vitest'
import type { ProgressStream } from './contract.ts'
import { judgedLine, PlainTeller, plainView } from './plain.ts'
import { midway, threeStrategies } from './run.fixture.ts'

/** What is said in so many seconds of a trial that is measured, second by second. */
async function said(seconds: number, floorUsers = 20): Promise<string[]> {
  const { board, clock } = await midway(threeStrategies(floorUsers), 0)
  const teller = new PlainTeller()
  return Array.from({ length: seconds }, () => {
    clock.nowMs += 1_000
    return teller.line(board.read())
  }).filter((line) => line !== undefined)
}

test('a phase is told once it has lasted, a measurement again every few seconds', async () => {
  expect(await said(12)).toEqual([
    '[1/3] single, 20 users, async: measure, 5 of 20 charts, p50 >2.5 s, 6 of ~6 s',
    '[1/3] single, 20 users, async: measure, 5 of 20 charts, p50 >7.5 s, 11 of ~6 s',
    '[1/3] single, 20 users, async: measure, 5 of 20 charts, p50 >12.5 s, 16 of ~6 s',
  ])
})

test('a long measurement is told less often', async () => {
  expect(await said(200, 1_000)).toHaveLength(16)
})

test('a phase that is over at once is not told', async () => {
  const { board, clock } = await midway(threeStrategies(20), 0)
  const teller = new PlainTeller()
  board.change(1, { stage: 'check' })
  clock.nowMs += 900
  expect(teller.line(board.read())).toBeUndefined()
  board.change(1, { stage: 'dispose' })
  clock.nowMs += 1_000
  expect(teller.line(board.read())).toBeUndefined()
})

test('a verdict comes with its first reason and what is left of the run', async () => {
  const { board, clock } = await midway(threeStrategies(20), 0)
  clock.nowMs += 500
  const reasons = ['15 of 20 users gave up after 75 s', 'another']
  const trial = board.change(1, { stage: 'judged', verdict: 'OVERLOADED', reasons })
  expect(judgedLine(trial, board.read())).toBe(
    '[1/3] single, 20 users, async: OVERLOADED in 4 s, 5 of 20 charts, p50 >1.0 s: 15 of 20 users gave up after 75 s · 2 left, about 8 s',
  )
})

test('verdicts within one second are told in one line, none is lost at the end, and a note waits for nobody', async () => {
  const { board, clock } = await midway(threeStrategies(20), 0)
  const written: [nowMs: number, text: string][] = []
  const write = (text: string) => written.push([clock.nowMs, text]) > 0
  const stream = { write, isTTY: false, columns: 80, rows: 24 } as unknown as ProgressStream
  const view = plainView(stream, () => clock.nowMs)
  const beganMs = clock.nowMs
  view.note('a note')
  view.begin(board)
  for (const order of [1, 2, 3]) {
    view.judged(board.change(order, { stage: 'judged', verdict: 'VALID', reasons: [] }))
    clock.nowMs += 300
  }
  view.end()
  expect(written).toEqual([
    [beganMs, 'a note\n'],
    [beganMs, expect.stringMatching(/^\[1\/3\] .* VALID/)],
    [beganMs + 900, expect.stringMatching(/^\[2\/3\] .* VALID .* \| \[3\/3\] .* VALID/)],
  ])
})
