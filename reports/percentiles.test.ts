import { expect, test } from 'vitest'
import { highestFor, leastFor, leastN, nearestRank } from './percentiles.ts'

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1)

test.each([
  [50, 1],
  [90, 29],
  [95, 59],
  [98, 149],
  [99, 299],
  [99.9, 2_995],
])('p%d needs %i values', (percent, n) => expect(leastFor(percent)).toBe(n))

test('each least n is the first that can confirm its percentile', () => {
  for (const [percent, n] of [
    [90, leastN.p90],
    [95, leastN.p95],
    [99, leastN.p99],
  ] as const) {
    expect((percent / 100) ** n).toBeLessThanOrEqual(0.05)
    expect((percent / 100) ** (n - 1)).toBeGreaterThan(0.05)
  }
})

test.each([
  [0, 50],
  [1, 50],
  [8, 68],
  [24, 88],
  [58, 94],
  [59, 95],
  [192, 98],
  [299, 99],
  [350, 99.1],
  [2_995, 99.9],
])('%i values carry p%d', (n, percent) => expect(highestFor(n)).toBe(percent))

test('what n carries is what it has enough for', () => {
  for (let n = 1; n < 5_000; n++) expect(leastFor(highestFor(n))).toBeLessThanOrEqual(n)
})

test('a rank is not shifted by rounding', () => {
  expect(nearestRank(upTo(1_000), 99.9)).toBe(999)
  expect(nearestRank(upTo(3), 0)).toBe(1)
  expect(nearestRank([], 50)).toBeNaN()
})
