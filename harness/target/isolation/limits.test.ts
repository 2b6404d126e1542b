import { expect, test } from 'vitest'
import { cpuSetText } from './contract.ts'
import { cpuSet, memoryAmount, usableCpus } from './limits.ts'

test.each([
  ['0', [0]],
  ['0-1', [0, 1]],
  ['3,1', [1, 3]],
  ['0-2,2,4', [0, 1, 2, 4]],
])('the CPU set %s', (text, cpus) => {
  expect(cpuSet('--target-cpus', text, [0, 1, 2, 3, 4])).toEqual(cpus)
})

test.each(['', 'a', '1-0', '0-', '-1', '0;1'])('no CPU set: %s', (text) => {
  expect(() => cpuSet('--target-cpus', text, [0, 1])).toThrow('must be a set of CPUs')
})

test('a CPU that is not here is named, with those that are', () => {
  expect(() => cpuSet('--target-cpus', '1-3', [0, 1])).toThrow(
    expect.objectContaining({ message: '--target-cpus: there is no CPU 2, 3 here', hint: 'there are: 0, 1' }),
  )
})

test('this process may run somewhere', () => {
  expect(usableCpus().length).toBeGreaterThan(0)
})

test('a set as text has runs of numbers together', () => {
  expect(cpuSetText([0, 1, 2, 4, 6, 7])).toBe('0-2,4,6-7')
})

test.each([
  ['512m', 512 * 2 ** 20],
  ['2G', 2 * 2 ** 30],
  ['262144k', 256 * 2 ** 20],
])('the amount %s', (text, bytes) => {
  expect(memoryAmount('--target-memory', text, 8 * 2 ** 30)).toBe(bytes)
})

test.each([
  ['512', 'must be an amount of memory such as 512m'],
  ['half', 'must be an amount'],
  ['0.5g', 'must be an amount'],
  ['64m', 'must be at least 128m'],
  ['16g', 'more than this machine has'],
])('no amount: %s', (text, message) => {
  expect(() => memoryAmount('--target-memory', text, 8 * 2 ** 30)).toThrow(message)
})
