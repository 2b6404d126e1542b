import { expect, test } from 'vitest'
import { decode, emptyHistogram, encode, LONGEST_US, merge, record } from './histogram.ts'

const durations = Array.from({ length: 5_000 }, (_, i) => 1 + ((i * 7_919) % 9_000_000))

function recorded(values: readonly number[]) {
  const histogram = emptyHistogram()
  for (const value of values) record(histogram, value)
  return histogram
}

test('what is no duration is counted and not recorded', () => {
  const { counts, refused } = recorded([Number.NaN, -1, LONGEST_US + 1, Number.POSITIVE_INFINITY, 500])
  expect(refused).toEqual({ notANumber: 1, negative: 1, overflow: 2 })
  expect(counts.totalCount).toBe(1)
  expect(counts.mean).toBeCloseTo(500)
})

test('a quantile is within 0.1 % of the exact one', () => {
  const { counts } = recorded(durations)
  const sorted = durations.toSorted((a, b) => a - b)
  for (const percent of [50, 90, 95, 99, 99.9]) {
    const exact = sorted[Math.ceil((percent / 100) * sorted.length) - 1]!
    expect(Math.abs(counts.getValueAtPercentile(percent) / exact - 1)).toBeLessThanOrEqual(0.001)
  }
})

test.each([1, 2, 3, 8])('merged from %i parts it equals one that saw everything', (parts) => {
  const whole = recorded(durations)
  const merged = emptyHistogram()
  for (let part = 0; part < parts; part++) {
    merge(merged, recorded(durations.filter((_, i) => i % parts === part)))
  }
  expect(encode(merged)).toBe(encode(whole))
  expect(merged.counts.maxValue).toBe(whole.counts.maxValue)
  expect(merged.counts.minNonZeroValue).toBe(whole.counts.minNonZeroValue)
})

test('refused values survive a merge', () => {
  const into = recorded([-1])
  merge(into, recorded([-1, Number.NaN]))
  expect(into.refused).toEqual({ notANumber: 1, negative: 2, overflow: 0 })
})

test('encoding keeps the count of every bucket', () => {
  const text = encode(recorded(durations))
  expect(encode(decode(text))).toBe(text)
  expect(decode(text).counts.totalCount).toBe(durations.length)
})
