import { expect, test } from 'vitest'
import { apart } from './apart.ts'

test.each([
  ['what has room stays', [10, 40, 90], [10, 40, 90]],
  ['what is too close spreads around its middle', [50, 51, 52], [37, 51, 65]],
  ['only as far as needed', [20, 50, 56, 120], [20, 46, 60, 120]],
  ['not beyond the top', [2, 3, 4], [5, 19, 33]],
  ['not beyond the bottom', [140, 145, 148], [117, 131, 145]],
  ['nothing', [], []],
])('%s', (_, places, expected) => expect(apart(places, 14, 5, 145)).toEqual(expected))

test('any places end up apart, in their order', () => {
  const places = Array.from({ length: 8 }, (_, i) => 60 + ((i * i) % 7)).sort((a, b) => a - b)
  const moved = apart(places, 14, 6, 200)
  for (let i = 1; i < 8; i++) expect(moved[i]! - moved[i - 1]!).toBeGreaterThanOrEqual(14)
})
