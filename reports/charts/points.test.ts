import { expect, test } from 'vitest'
import { thin } from './points.ts'

const items = Array.from({ length: 10_000 }, (_, i) => ({
  i,
  value: i === 1_234 ? 99 : i === 4_321 ? -99 : 0,
}))

test('few items stay as they are', () => {
  expect(thin([3, 1, 2], 3, (n) => n)).toEqual([3, 1, 2])
})

test('many are thinned; first, last and extremes stay, in order', () => {
  const kept = thin(items, 100, ({ value }) => value)
  expect(kept.length).toBeLessThanOrEqual(100)
  expect(kept.length).toBeGreaterThan(90)
  for (const index of [0, 1_234, 4_321, 9_999]) expect(kept).toContain(items[index])
  expect(kept.map(({ i }) => i)).toEqual(kept.map(({ i }) => i).toSorted((a, b) => a - b))
})
