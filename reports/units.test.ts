import { expect, test } from 'vitest'
import { counted, duration, gibibytes, listed, megabytes, percent, sentence } from './units.ts'

test.each([
  [0.3141, '0.31 ms'],
  [6.52, '6.5 ms'],
  [99.96, '100 ms'],
  [350.4, '350 ms'],
  [999.4, '999 ms'],
  [999.6, '1.00 s'],
  [5_021, '5.02 s'],
  [9_996, '10.0 s'],
  [35_412, '35.4 s'],
])('%f ms reads %s', (ms, text) => expect(duration(ms)).toBe(text.replace(' ', '\u00a0')))

test('other quantities', () => {
  expect(megabytes(310_000)).toBe('0.31\u00a0MB')
  expect(megabytes(9_400_000)).toBe('9.4\u00a0MB')
  expect(gibibytes(16 * 2 ** 30)).toBe('16\u00a0GiB')
  expect(percent(0.987)).toBe('99\u00a0%')
  expect(counted(1, 'user')).toBe('1\u00a0user')
  expect(counted(1_200, 'user')).toBe('1,200\u00a0users')
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c')
  expect(listed(['a'])).toBe('a')
})

test('sentences begin with a capital, unless a name begins them', () => {
  expect(sentence(' it stopped')).toBe('It stopped.')
  expect(sentence('nginx was not found')).toBe('nginx was not found.')
  expect(sentence('Really?')).toBe('Really?')
  expect(sentence('')).toBe('')
})
