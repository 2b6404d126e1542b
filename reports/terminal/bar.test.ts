import { expect, test } from 'vitest'
import { bar, type Reach } from './bar.ts'

const plain = (text: string) => text
const drawn = (reach: Partial<Reach>, scaleMs = 10_000, width = 10) =>
  bar(
    { lastMs: 10_000, bestMs: 10_000, more: false, ...reach },
    { scaleMs, width, solid: plain, lighter: plain },
  )

test('solid is what nothing can beat, lighter what was lost', () => {
  expect(drawn({})).toBe('██████████')
  expect(drawn({ bestMs: 4_000 })).toBe('████░░░░░░')
  expect(drawn({ lastMs: 5_000, bestMs: 4_000 })).toBe('████░     ')
})

test('however short, it shows both where a twentieth was lost', () => {
  expect(drawn({ lastMs: 1_000, bestMs: 900 })).toBe('█░        ')
  expect(drawn({ bestMs: 9_400 })).toBe('█████████░')
  expect(drawn({ bestMs: 9_600 })).toBe('██████████')
})

test('the best possible is as long in every row of a table', () => {
  expect(drawn({ lastMs: 8_400, bestMs: 7_900 })).toBe('████████░ ')
  expect(drawn({ lastMs: 7_950, bestMs: 7_900 })).toBe('████████  ')
})

test('users who gave up leave it open', () => {
  expect(drawn({ bestMs: 4_000, more: true })).toBe('████░░░░░>')
})

test('nothing is faster than the best possible by more than clocks are off', () => {
  expect(drawn({ lastMs: 4_000, bestMs: 4_001 })).toBe('████      ')
})
