import { expect, test } from 'vitest'
import { countTicks, timeAxis } from './axis.ts'

test.each([
  [15_040, [0, 5, 10, 15], 's'],
  [40_300, [0, 20, 40], 's'],
  [75_000, [0, 20, 40, 60], 's'],
  [1_060, [0, 0.5, 1], 's'],
  [390, [0, 100, 200, 300], 'ms'],
  [1, [0, 0.25, 0.5, 0.75, 1], 'ms'],
])('up to %i ms', (longest, ticks, unit) => {
  const axis = timeAxis(longest)
  expect(axis).toMatchObject({ ticks, unit })
  expect(axis.endMs).toBeGreaterThanOrEqual(longest)
})

test('counts end with the number of charts', () => {
  expect(countTicks(24)).toEqual([0, 8, 16, 24])
  expect(countTicks(64)).toEqual([0, 32, 64])
  expect(countTicks(1)).toEqual([0, 1])
})
