import { expect, test } from 'vitest'
import { nowUs } from '../../../strategies/app/clock.ts'
import { bucketsAbove, type ChartRow } from '../../../strategies/app/protocol/chart.ts'
import { type InteractionEnd, Interactions } from './interactions.ts'

const rows: ChartRow[] = [{ bucket: 0, n: 1, lo: 1, hi: 5, sum: 3 }]
const THINK_US = 2_000

test('a pause ends what is open, and what came due meanwhile is asked afterwards', async () => {
  const ends: InteractionEnd[] = []
  const chartUs = nowUs()
  const over = Promise.withResolvers<void>()
  const sentTwice = Promise.withResolvers<void>()
  let sends = 0
  const interactions: Interactions = new Interactions(chartUs, rows, {
    count: 4,
    thinkUs: THINK_US,
    timeoutUs: 5_000_000,
    send: (n, level) => {
      sends++
      if (n === 2) sentTwice.resolve()
      if (n <= 2) return
      const answer = {
        v: 1,
        type: 'patch',
        seq: n,
        at: 0,
        n,
        level,
        above: bucketsAbove(rows, level),
      } as const
      setImmediate(() => interactions.answer(answer, nowUs()))
    },
    ended: (end) => ends.push(end),
    over: () => over.resolve(),
  })
  interactions.begin()
  await sentTwice.promise
  interactions.pause()
  expect(ends).toMatchObject([
    { n: 1, at: null, ok: false },
    { n: 2, at: null, ok: false },
  ])
  const asked = sends
  interactions.resume()
  expect(sends).toBe(asked)
  await over.promise
  expect(ends.slice(2)).toMatchObject([
    { n: 3, ok: true, intended: chartUs + 3 * THINK_US },
    { n: 4, ok: true, intended: chartUs + 4 * THINK_US },
  ])
})

test('who is told to leave in a pause leaves', () => {
  let isOver = false
  const interactions = new Interactions(nowUs(), rows, {
    count: null,
    thinkUs: THINK_US,
    timeoutUs: 5_000_000,
    send: () => {},
    ended: () => {},
    over: () => {
      isOver = true
    },
  })
  interactions.begin()
  interactions.pause()
  expect(isOver).toBe(false)
  interactions.leave()
  expect(isOver).toBe(true)
})
