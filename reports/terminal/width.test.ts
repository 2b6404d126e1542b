import { expect, test } from 'vitest'
import { cut, padLeft, padRight, textWidth } from './width.ts'

test.each([
  ['abc', 3],
  ['● ▲ ■ ◆ ✚ ★ ⊕', 13],
  ['█░▒▓▸✓·', 7],
  ['图表', 4],
  ['a\u0301', 1],
  ['🚀', 2],
  ['\u001b[31mred\u001b[0m', 3],
])('%j takes %d columns', (text, width) => {
  expect(textWidth(text)).toBe(width)
})

test('what is too wide is cut, never in the middle of a character', () => {
  expect(cut('thread-per-user', 9)).toBe('thread-p…')
  expect(cut('图表图表', 6)).toBe('图表…')
  expect(cut('abc', 3)).toBe('abc')
  expect(cut('abc', 1)).toBe('…')
  expect(cut('abc', 0)).toBe('')
})

test('padding counts columns', () => {
  expect(padRight('图', 4)).toBe('图  ')
  expect(padLeft('图', 4)).toBe('  图')
  expect(padLeft('12345', 4)).toBe('12345')
})
