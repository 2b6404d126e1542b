import { expect, test } from 'vitest'
import { simulatedRun } from '../test/reports/simulated/run.ts'
import type { Sample } from './model.ts'
import { countedMs, hasArrived, timeOf } from './samples.ts'

const [arrived] = simulatedRun({ names: ['single'], users: [1] }).samples('01-single') as [Sample]
const refused: Sample = { ...arrived, outcome: 'error', code: 'BUSY', done: arrived.intended + 12_000 }
const dropped: Sample = { ...arrived, outcome: 'dropped', done: null }

test('only a complete chart has arrived', () => {
  expect(hasArrived(arrived)).toBe(true)
  expect(hasArrived({ ...arrived, outcome: 'retried' })).toBe(true)
  for (const one of [refused, dropped, { ...arrived, done: null }]) expect(hasArrived(one)).toBe(false)
})

test('who got no chart counts with the time-out, however soon the refusal came; who was stopped does not', () => {
  expect(countedMs(arrived, 45_000)).toBe(timeOf(arrived) / 1_000)
  expect(countedMs(refused, 45_000)).toBe(45_000)
  expect(countedMs(dropped, 45_000)).toBe(45_000)
  expect(countedMs({ ...refused, outcome: 'interrupted' }, 45_000)).toBeNull()
  expect(countedMs(refused, null)).toBeNull()
})
