import { describe, expect, test } from 'vitest'
import type { Course } from './contract.ts'
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

test('constant brings rate × duration', () => {
  for (let rate = 1; rate <= 200; rate++) {
    const starts = shapes.constant({ durationMs: 5_000, rate }, Math.random)
    expect(starts).toHaveLength(5 * rate)
    expect(starts.at(-1)).toBeLessThan(5_000_000)
  }
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

/** The integral of the rate from 0 to a moment, by small steps. */
function arrivalsBefore(course: Course, atMs: number): number {
  const rateAt = (ms: number) => {
    const i = course.findIndex((point, k) => k > 0 && ms <= point.atMs)
    const [from, to] = [course[i - 1]!, course[i]!]
    return from.rate + ((to.rate - from.rate) * (ms - from.atMs)) / (to.atMs - from.atMs)
  }
  const steps = 20_000
  let sum = 0
  for (let k = 0; k < steps; k++) sum += rateAt(((k + 0.5) / steps) * atMs) * (atMs / steps / 1_000)
  return sum
}

const courses: readonly (readonly [string, Course, number])[] = [
  ['rises', [point(0, 0.4), point(60_000, 2.4)], 84],
  ['falls to nothing', [point(0, 10), point(20_000, 0)], 100],
  ['begins at nothing', [point(0, 0), point(10_000, 7)], 35],
  ['stays', [point(0, 3), point(7_000, 3)], 21],
  ['moves up, stays and goes down', [point(0, 0), point(5_000, 8), point(15_000, 8), point(20_000, 0)], 120],
  ['rests', [point(0, 4), point(2_000, 0), point(6_000, 0), point(8_000, 4)], 8],
]

describe.each(courses)('a course that %s', (_, course, count) => {
  const starts = shapes.stages({ course }, Math.random)

  test('brings as many as its integral', () => {
    expect(starts).toHaveLength(count)
    expect(arrivalsBefore(course, course.at(-1)!.atMs)).toBeCloseTo(count, 3)
  })

  test('lets the i-th come when the integral passes i, ascending, in whole microseconds', () => {
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    expect(starts.every(Number.isInteger)).toBe(true)
    for (const [i, startUs] of starts.entries()) {
      if (i > 0) expect(arrivalsBefore(course, startUs / 1_000)).toBeCloseTo(i, 2)
    }
    expect(starts.at(-1)).toBeLessThan(course.at(-1)!.atMs * 1_000)
  })

  test('is stretched to so many users or so long a time, at the same rates', () => {
    const twice = shapes.stages({ course, users: count * 2 }, Math.random)
    expect(twice).toHaveLength(count * 2)
    const long = shapes.stages({ course, durationMs: course.at(-1)!.atMs * 2 }, Math.random)
    expect(long).toEqual(twice)
    expect(shapes.ramp({ course }, Math.random)).toEqual(starts)
  })
})

test('a course waits out a rest, and one of one rate is constant', () => {
  const rest = courses.at(-1)![1]
  const starts = shapes.stages({ course: rest }, Math.random)
  expect(starts.filter((at) => at > 2_000_000 && at < 6_000_000)).toEqual([])
  expect(starts[4]).toBe(6_000_000)
  const flat: Course = [point(0, 4), point(1_000, 4)]
  expect(shapes.ramp({ course: flat }, Math.random)).toEqual([0, 250_000, 500_000, 750_000])
  const jump: Course = [point(0, 0), point(0, 4), point(1_000, 4)]
  expect(shapes.stages({ course: jump }, Math.random)).toEqual([0, 250_000, 500_000, 750_000])
})

const rise: Course = [point(0, 1), point(1_000, 3)]

test.each([
  [{ course: rise, rate: 3 }, 'more than one rate'],
  [{ course: rise, users: 3, durationMs: 3_000 }, 'say how many users come'],
  [{ users: 3 }, 'needs rates'],
  [{ course: rise, durationMs: 0 }, 'longer than nothing'],
  [{ course: [point(0, 0), point(0, 3)] }, 'longer than nothing'],
  [{ course: [point(0, 0), point(9_000, 0)], users: 3 }, 'brings nobody'],
  [{ course: rise, users: 100_001 }, 'more than 100000 users'],
  [{ course: [point(0, 100_000), point(9_000, 0)] }, 'more than 100000 users'],
])('the course %o is wrong use', (arrivals, message) => {
  for (const shape of [shapes.ramp, shapes.stages])
    expect(() => shape(arrivals, Math.random)).toThrow(message)
})

describe('closed', () => {
  test('begins like a burst', () => {
    expect(shapes.closed({ users: 3 }, Math.random)).toEqual([0, 1_000, 2_000])
  })

  test.each([{ users: 3, rate: 1 }, { users: 3, durationMs: 1 }, {}])('%o is wrong use', (arrivals) => {
    expect(() => shapes.closed(arrivals, Math.random)).toThrow(/a closed load (has no rate|needs users)/)
  })
})

function point(atMs: number, rate: number): Course[number] {
  return { atMs, rate }
}

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
