import { describe, expect, test } from 'vitest'
import { curve, efficiency, floor, ownFloor, physicsOf, throughputShare, violations } from './physics.ts'

const QUERY_US = 5_000_000
const burst = (users: number) => Array.from({ length: users }, (_, i) => i * 1_000)

test('24 users, 10 connections, 5 s: waves at 5, 10 and 15 s', () => {
  const completions = floor(burst(24), 10, QUERY_US)
  expect(completions[0]).toBe(5_000_000)
  expect(completions[9]).toBe(5_009_000)
  expect(completions[10]).toBe(10_000_000)
  expect(completions[19]).toBe(10_009_000)
  expect(completions[20]).toBe(15_000_000)
  expect(completions[23]).toBe(15_003_000)
})

test('users who come after a connection is free do not wait', () => {
  expect(floor([0, 7_000_000, 9_000_000], 1, QUERY_US)).toEqual([5_000_000, 12_000_000, 17_000_000])
})

test('no connection is refused', () => {
  expect(() => floor([0], 0, QUERY_US)).toThrow(RangeError)
})

test('the own floor equals a simulation that sends each session to the worker whose slot frees first', () => {
  const slots = [3, 3, 2, 1]
  const intended = Array.from({ length: 60 }, (_, i) => i * 370_000)
  const workers = slots.map((count) => Array.from({ length: count }, () => 0))
  const completions = intended.map((at) => {
    const worker = workers.toSorted((a, b) => Math.min(...a) - Math.min(...b))[0]!
    const slot = worker.indexOf(Math.min(...worker))
    worker[slot] = Math.max(at, worker[slot]!) + QUERY_US
    return worker[slot]!
  })
  expect(ownFloor(intended, slots, QUERY_US)).toEqual(completions.toSorted((a, b) => a - b))
})

test('a violation is faster than the floor by more than 5 ms or 0.1 %', () => {
  const least = [5_000_000, 15_000_000]
  expect(violations([4_995_000, 14_985_000], least)).toBe(0)
  expect(violations([4_994_999, 14_984_999], least)).toBe(2)
  expect(violations([5_100_000], least)).toBe(0)
  expect(violations([5_000_000, 15_000_000, 15_000_000], least)).toBe(1)
})

test('a whole trial, group by group', () => {
  const intendedUs = burst(24)
  const completedUs = floor(intendedUs, 10, QUERY_US).map((at) => at + 100_000)
  const slow = {
    intendedUs,
    completedUs,
    ttcUs: completedUs.map((at, i) => at - intendedUs[i]!),
    queryUs: QUERY_US,
  }
  const quick = { intendedUs: [0], completedUs: [40_000], ttcUs: [60_000], queryUs: 50_000 }
  const capacity = { connections: 10, slots: [9], allServed: true }
  const physics = physicsOf([slow, quick], capacity)
  expect(physics).toMatchObject({
    floorMs: { max: 14_980 },
    violations: 1,
  })
  expect(physics?.ownFloorMs?.max).toBe(14_982)
  expect(physics?.efficiency).toBeCloseTo(0.99, 2)
  expect(physics?.curve?.at(-1)).toEqual({ atMs: 15_003, charts: 25 })
  expect(physicsOf([slow], { ...capacity, allServed: false })?.efficiency).toBeNull()
  expect(physicsOf([{ ...slow, intendedUs: [], completedUs: [], ttcUs: [] }], capacity)).toBeNull()
})

test('efficiency is the ratio of the means', () => {
  expect(efficiency([5, 10], [10, 20])).toBe(0.5)
  expect(efficiency([5], [])).toBeNull()
})

test('a long curve is thinned, its ends stay', () => {
  const points = curve(burst(10_000))
  expect(points).toHaveLength(500)
  expect(points[0]).toEqual({ atMs: 0, charts: 1 })
  expect(points.at(-1)).toEqual({ atMs: 9_999, charts: 10_000 })
})

describe('a closed model', () => {
  // Two users, three journeys each, on a server that serves one at a time where P is 2.
  const intendedUs = [0, 1_000, 5_000_000, 10_000_000, 15_000_000, 20_000_000]
  const completedUs = [1, 2, 3, 4, 5, 6].map((n) => n * QUERY_US)
  const two = { charts: 2, pauseUs: 0 }

  test('is measured by its throughput, which P/Q bounds', () => {
    const group = { intendedUs, completedUs, queryUs: QUERY_US }
    expect(throughputShare(group, 2, two)).toBe(0.5)
    expect(throughputShare(group, 1, two)).toBe(1)
    expect(throughputShare({ ...group, completedUs: [] }, 2, two)).toBeNull()
  })

  test('is not held against a server that nobody asks for more', () => {
    const group = { intendedUs, completedUs: completedUs.slice(0, 3), queryUs: QUERY_US }
    expect(throughputShare(group, 10, { charts: 1, pauseUs: 0 })).toBe(1)
    const paused = { ...group, completedUs: [5, 12, 19].map((s) => s * 1_000_000) }
    expect(throughputShare(paused, 10, { charts: 1, pauseUs: 2_000_000 })).toBe(1)
  })

  test('has the efficiency of its throughput, and is still no faster than physics', () => {
    const ttcUs = completedUs.map((at, i) => at - intendedUs[i]!)
    const group = { intendedUs, completedUs, ttcUs, queryUs: QUERY_US, closed: two }
    const capacity = { connections: 2, slots: [2], allServed: true }
    expect(physicsOf([group], capacity)).toMatchObject({
      floorMs: null,
      ownFloorMs: null,
      efficiency: 0.5,
      atBest: null,
      violations: 0,
    })
    // All but the first journeys were answered at once: too fast for their own starts, not for P/Q.
    const cheat = {
      ...group,
      completedUs: [5_000_000, 5_001_000, 5_002_000, 10_002_000, 15_001_000, 20_001_000],
    }
    expect(physicsOf([cheat], capacity)!.violations).toBeGreaterThan(0)
  })
})
