import { expect, test } from 'vitest'
import { strategyNames } from '../strategies/index.ts'
import { nearestNames } from './nearest.ts'

test.each([
  ['singel', ['single']],
  ['Single', ['single']],
  ['clustr', ['cluster']],
  ['clu', ['cluster']],
  ['thread-per-usr', ['thread-per-user']],
  ['proxypool', ['proxy-pool']],
  ['nope', []],
  ['x', []],
  ['', []],
])('%s was probably meant to be %j', (name, meant) => {
  expect(nearestNames(name, strategyNames)).toEqual(meant)
})

test('the nearest comes first, and no more than three come', () => {
  expect(nearestNames('aab', ['abb', 'aab1', 'aaa', 'aac', 'zzz'])).toHaveLength(3)
  expect(nearestNames('thread-pol', ['thread-per-user', 'thread-pool'])[0]).toBe('thread-pool')
})
