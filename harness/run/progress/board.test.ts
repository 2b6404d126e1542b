import { expect, test } from 'vitest'
import { ProgressBoard } from './board.ts'
import { midway, stateMidway, threeStrategies } from './run.fixture.ts'

const GUESS_MS = 4_000

test('before anything has ended each trial is expected to take its floor and a guess', () => {
  const { leftMs, elapsedMs } = new ProgressBoard(threeStrategies(10), () => 0).read()
  expect({ leftMs, elapsedMs }).toEqual({ leftMs: 3 * (1_000 + GUESS_MS), elapsedMs: 0 })
})

test('what trials took beyond their floors is expected of the others', async () => {
  // The first took 4 s with a floor of 1 s; 3.5 s of the second are over.
  const { leftMs, elapsedMs, trials } = await stateMidway(threeStrategies(10), 1)
  expect(elapsedMs).toBe(7_500)
  expect(trials.map(({ expectedMs }) => expectedMs)).toEqual([4_000, 4_000, 4_000])
  expect(leftMs).toBe(500 + 4_000)
})

test('of the same strategy more than of others', async () => {
  const { board, clock } = await midway(threeStrategies(10, 40), 2)
  clock.nowMs += 9_500
  board.change(3, { stage: 'judged', verdict: 'VALID', reasons: [] })
  const [, , , single, , cluster] = board.read().trials
  expect(single).toMatchObject({ strategy: 'single', expectedMs: 4_000 + 3_000 })
  expect(cluster).toMatchObject({ strategy: 'cluster', expectedMs: 4_000 + 12_000 })
})

test('a trial that takes longer than expected leaves nothing of itself', async () => {
  const { board, clock } = await midway(threeStrategies(10), 2)
  clock.nowMs += 60_000
  expect(board.read()).toMatchObject({ leftMs: 0 })
})

test('counts and median are read when looked at, and stand still once the measurement is over', async () => {
  const { board, clock } = await midway(threeStrategies(20), 0)
  const look = () => board.read().trials[0]!.charts
  expect(look()).toEqual({ expected: 20, arrived: 5, failed: 0, p50: { ms: 500, open: true } })
  clock.nowMs += 1_000
  expect(look()?.p50).toEqual({ ms: 1_500, open: true })
  board.change(1, { stage: 'check' })
  clock.nowMs += 1_000
  expect(look()?.p50).toEqual({ ms: 1_500, open: true })
})
