import { expect, test } from 'vitest'
import { codeFolders } from './codeFolders.ts'

test('a strategy that ships needs nothing, the image has it', () => {
  expect(codeFolders(undefined)).toEqual([])
})

test('one of a user needs its folder, and what it imports of ours', () => {
  expect(codeFolders('/home/u/mine', '/src/bench')).toEqual(['/src/bench', '/home/u/mine'])
})

test('of an installed package, with the packages beside it', () => {
  const installed = '/home/u/app/node_modules/chartbench'
  expect(codeFolders('/home/u/app/mine', installed)).toEqual(['/home/u/app/node_modules', '/home/u/app/mine'])
})

test('one that lies in a checkout is in it already', () => {
  expect(codeFolders('/src/bench/strategies/mine', '/src/bench')).toEqual(['/src/bench'])
})
