import { expect, test } from 'vitest'
import { decode } from './histogram.ts'
import { emptySummary, summarize } from './summary.ts'

const upTo = (n: number) => Array.from({ length: n }, (_, i) => (i + 1) * 1_000)

test('percentiles are exact nearest ranks in ms with µs digits', () => {
  const summary = summarize([...upTo(300).reverse(), 1_234_567])
  expect(summary).toMatchObject({ n: 301, min: 1, p50: 151, p90: 271, p95: 286, p99: 298, max: 1_234.567 })
  expect(summary.mean).toBeCloseTo((45_150_000 + 1_234_567) / 301 / 1_000, 2)
  expect(summary.why).toBeNull()
  expect(decode(summary.histogram!).counts.totalCount).toBe(301)
})

test.each([
  [28, { p50: 14, p90: null, p95: null, p99: null, why: 'n too small (28 of 59)' }],
  [29, { p50: 15, p90: 27, p95: null, p99: null, why: 'n too small (29 of 59)' }],
  [58, { p95: null, why: 'n too small (58 of 59)' }],
  [59, { p95: 57, p99: null, why: 'n too small (59 of 299)' }],
  [298, { p99: null, why: 'n too small (298 of 299)' }],
  [299, { p99: 297, why: null }],
])('%i values', (n, expected) => expect(summarize(upTo(n))).toMatchObject(expected))

test('what is no duration is left out', () => {
  expect(summarize([Number.NaN, -5, 2_000])).toMatchObject({ n: 1, min: 2, max: 2 })
  expect(summarize([Number.NaN])).toBe(emptySummary)
  expect(summarize([])).toBe(emptySummary)
})
