import { expect, test } from 'vitest'
import { p50Of, span } from './facts.ts'

test.each([
  [0, '0 s'],
  [59_400, '59 s'],
  [60_000, '1 min'],
  [95_000, '1 min 35 s'],
  [3_600_000, '1 h'],
  [3_725_000, '1 h 2 min'],
])('%d ms is %s', (ms, text) => {
  expect(span(ms)).toBe(text)
})

test.each([
  [{ ms: 257.4, open: false }, 'p50 257 ms'],
  [{ ms: 999.7, open: false }, 'p50 1.00 s'],
  [{ ms: 2_041, open: false }, 'p50 2.04 s'],
  [{ ms: 15_041, open: false }, 'p50 15.0 s'],
  [{ ms: 400, open: true }, 'p50 >0.4 s'],
  [{ ms: 1_249, open: true }, 'p50 >1.2 s'],
])('%j is %s', (percentile, text) => {
  expect(p50Of(percentile)).toBe(text)
})
