import { describe, expect, test } from 'vitest'
import { shapes } from './index.ts'
import { derive } from './random.ts'

const seeds = Array.from({ length: 10 }, (_, i) => 1_000 + i)

describe('derive', () => {
  test('repeats a stream, and gives each seed and label another', () => {
    const take = (seed: number, label: string) => {
      const random = derive(seed, label)
      return Array.from({ length: 5 }, random)
    }
    expect(take(7, 'arrivals')).toEqual(take(7, 'arrivals'))
    expect(take(7, 'arrivals')).not.toEqual(take(8, 'arrivals'))
    expect(take(7, 'arrivals')).not.toEqual(take(7, 'keys'))
  })

  test('is uniform on [0, 1)', () => {
    for (const seed of seeds) {
      const random = derive(seed, 'uniform')
      const sorted = Array.from({ length: 5_000 }, random).sort((a, b) => a - b)
      expect(sorted[0]).toBeGreaterThanOrEqual(0)
      expect(sorted.at(-1)).toBeLessThan(1)
      expect(ksProbability(sorted, (x) => x)).toBeGreaterThan(0.001)
    }
  })
})

describe('burst', () => {
  test('spreads its starts 1 ms apart', () => {
    expect(shapes.burst({ users: 3 }, Math.random)).toEqual([0, 1_000, 2_000])
  })

  test('has neither rate nor duration', () => {
    expect(() => shapes.burst({ users: 3, rate: 1 }, Math.random)).toThrow('a burst has no rate')
    expect(() => shapes.burst({ users: 3, durationMs: 1 }, Math.random)).toThrow('a burst has no rate')
  })
})

describe('constant', () => {
  test('is even, whatever bounds it', () => {
    expect(shapes.constant({ users: 3, rate: 4 }, Math.random)).toEqual([0, 250_000, 500_000])
    expect(shapes.constant({ durationMs: 1_000, rate: 4 }, Math.random)).toEqual([
      0, 250_000, 500_000, 750_000,
    ])
    expect(shapes.constant({ users: 4, durationMs: 1_000 }, Math.random)).toEqual([
      0, 250_000, 500_000, 750_000,
    ])
  })
})

describe('poisson', () => {
  test('has exponential gaps', () => {
    for (const seed of seeds) {
      const rate = 50
      const starts = shapes.poisson({ users: 2_000, rate }, derive(seed, 'arrivals'))
      const gaps = starts.map((start, i) => (start - (starts[i - 1] ?? 0)) / 1_000_000).sort((a, b) => a - b)
      expect(ksProbability(gaps, (gap) => 1 - Math.exp(-gap * rate))).toBeGreaterThan(0.001)
    }
  })

  test('brings as many in its duration as it should, within three standard deviations', () => {
    for (const seed of seeds) {
      const count = shapes.poisson({ durationMs: 60_000, rate: 20 }, derive(seed, 'arrivals')).length
      expect(Math.abs(count - 1_200)).toBeLessThanOrEqual(3 * Math.sqrt(1_200))
    }
  })

  test('is ascending, in whole microseconds, and within its duration', () => {
    const starts = shapes.poisson({ durationMs: 10_000, rate: 100 }, derive(3, 'arrivals'))
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    expect(starts.every(Number.isInteger)).toBe(true)
    expect(starts.at(-1)).toBeLessThan(10_000_000)
  })

  test('repeats with its seed', () => {
    const draw = (seed: number) => shapes.poisson({ users: 100, rate: 10 }, derive(seed, 'arrivals'))
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
  })
})

test.each([
  [{ users: 3, rate: 1, durationMs: 1_000 }, 'users, rate and duration'],
  [{ users: 3 }, 'needs a rate'],
  [{ rate: 3 }, 'either users or a duration'],
  [{ durationMs: 1_000 }, 'needs a rate'],
  [{ rate: 3, durationMs: 0 }, 'longer than nothing'],
  [{ rate: 100_000, durationMs: 3_600_000 }, 'more than 100000 users'],
])('%o is wrong use', (arrivals, message) => {
  for (const shape of [shapes.constant, shapes.poisson]) {
    expect(() => shape(arrivals, Math.random)).toThrow(message)
  }
})

/**
 * The probability of a Kolmogorov–Smirnov distance at least as large, by Kolmogorov's limit with the
 * correction of Stephens (1970).
 */
function ksProbability(sorted: readonly number[], cdf: (x: number) => number): number {
  const n = sorted.length
  const distances = sorted.map((x, i) => Math.max((i + 1) / n - cdf(x), cdf(x) - i / n))
  const lambda = (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * Math.max(...distances)
  let sum = 0
  for (let j = 1; j <= 100; j++) sum += 2 * (-1) ** (j - 1) * Math.exp(-2 * (j * lambda) ** 2)
  return Math.min(sum, 1)
}
