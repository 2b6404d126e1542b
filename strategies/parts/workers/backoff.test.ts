import { expect, it } from 'vitest'
import { Backoff } from './backoff.ts'

it('waits twice as long each time, and not at all again after one that has served for a while', () => {
  const backoff = new Backoff()
  const pauses = [60_000, 0, 0, 100, 0, 0, 0, 0, 9_999].map((livedMs) => backoff.next(livedMs))
  expect(pauses).toEqual([0, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000])
  expect([10_000, 10_000, 0].map((livedMs) => backoff.next(livedMs))).toEqual([0, 0, 500])
})

it('does not wait after the first that has ended early', () => {
  expect(new Backoff().next(5)).toBe(0)
})
