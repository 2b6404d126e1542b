import { expect, test } from 'vitest'
import { incompleteBeta, interval, lowerBound, upperBound } from './clopperPearson.ts'

test('closed forms: no miss, and nothing but misses', () => {
  expect(upperBound(0, 59)).toBeCloseTo(1 - 0.05 ** (1 / 59), 12)
  expect(lowerBound(3, 3)).toBeCloseTo(0.05 ** (1 / 3), 12)
  expect(lowerBound(0, 59)).toBe(0)
  expect(upperBound(3, 3)).toBe(1)
  expect(upperBound(0, 0)).toBe(1)
})

test('the bounds solve the binomial equation that defines them', () => {
  const atMost = (k: number, n: number, p: number) => {
    let term = (1 - p) ** n
    let sum = term
    for (let i = 0; i < k; i++) {
      term *= ((n - i) / (i + 1)) * (p / (1 - p))
      sum += term
    }
    return sum
  }
  for (const [k, n] of [
    [1, 10],
    [8, 300],
    [47, 1_200],
    [20, 24],
  ] as const) {
    expect(atMost(k, n, upperBound(k, n))).toBeCloseTo(0.05, 9)
    expect(1 - atMost(k - 1, n, lowerBound(k, n))).toBeCloseTo(0.05, 9)
  }
})

test('known values, two-sided 95 % for 8 of 20', () => {
  const [low, high] = interval(8, 20)
  expect(low).toBeCloseTo(0.1912, 4)
  expect(high).toBeCloseTo(0.6395, 4)
})

test.each([
  [0, 59, 0.05],
  [8, 300, 0.05],
  [16, 500, 0.05],
  [47, 1_200, 0.05],
  [0, 299, 0.01],
  [6, 1_200, 0.01],
])('%i misses of %i are the most that confirm a share of %f', (misses, n, share) => {
  expect(upperBound(misses, n)).toBeLessThanOrEqual(share)
  expect(upperBound(misses + 1, n)).toBeGreaterThan(share)
})

test('the incomplete beta function is symmetric and known where it is simple', () => {
  expect(incompleteBeta(0.3, 1, 1)).toBeCloseTo(0.3, 12)
  expect(incompleteBeta(0.3, 2, 1)).toBeCloseTo(0.09, 12)
  expect(incompleteBeta(0.2, 5, 7) + incompleteBeta(0.8, 7, 5)).toBeCloseTo(1, 12)
  expect(incompleteBeta(-1, 2, 2)).toBe(0)
  expect(incompleteBeta(2, 2, 2)).toBe(1)
})
