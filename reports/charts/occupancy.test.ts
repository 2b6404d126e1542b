import { expect, test } from 'vitest'
import type { Sample } from '../model.ts'
import { occupancyOf } from './occupancy.ts'

type Stamps = Pick<Sample, 'outcome' | 'intended' | 'connected' | 'result' | 'done'>

function samples(...all: readonly Stamps[]): Sample[] {
  return all as Sample[]
}

test('who waits and whose query runs, at every moment at which that changes', () => {
  const steps = occupancyOf(
    samples(
      { outcome: 'ok', intended: 0, connected: 2_000, result: 7_000, done: 8_000 },
      { outcome: 'ok', intended: 1_000, connected: 7_000, result: 12_000, done: 13_000 },
      { outcome: 'dropped', intended: 1_500, connected: null, result: null, done: null },
    ),
  )
  expect(steps).toEqual([
    { atMs: 0, waiting: 1, running: 0 },
    { atMs: 1, waiting: 2, running: 0 },
    { atMs: 2, waiting: 1, running: 1 },
    { atMs: 7, waiting: 0, running: 1 },
    { atMs: 12, waiting: 0, running: 0 },
  ])
})

test('who gives up has waited until then', () => {
  const gaveUp = { outcome: 'timeout', intended: 0, connected: null, result: null, done: 30_000 } as const
  expect(occupancyOf(samples(gaveUp))).toEqual([
    { atMs: 0, waiting: 1, running: 0 },
    { atMs: 30, waiting: 0, running: 0 },
  ])
})

test('charts without stamps tell neither', () => {
  const bare = { outcome: 'ok', intended: 0, connected: null, result: null, done: 9_000 } as const
  expect(occupancyOf(samples(bare))).toEqual([])
  expect(occupancyOf([])).toEqual([])
})
