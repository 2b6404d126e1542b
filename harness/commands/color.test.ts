import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { wantsColor } from './color.ts'

beforeEach(() => {
  vi.stubEnv('NO_COLOR', undefined)
  vi.stubEnv('FORCE_COLOR', undefined)
})
afterEach(() => vi.unstubAllEnvs())

const terminal = { isTTY: true }
const file = { isTTY: false }

test('a terminal gets colours, a file none', () => {
  expect(wantsColor(terminal)).toBe(true)
  expect(wantsColor(file)).toBe(false)
})

test('NO_COLOR, which --no-color sets, is stronger than anything', () => {
  vi.stubEnv('FORCE_COLOR', '1')
  expect(wantsColor(file)).toBe(true)
  vi.stubEnv('NO_COLOR', '1')
  expect(wantsColor(file)).toBe(false)
  expect(wantsColor(terminal)).toBe(false)
})
