import { expect, test } from 'vitest'
import { cached } from './cache.ts'

function counting(most: number) {
  const read: string[] = []
  const list = cached((name) => {
    read.push(name)
    return Array<string>(Number(name.slice(1))).fill(name)
  }, most)
  return { read, list }
}

test('what fits is read once', () => {
  const { read, list } = counting(10)
  for (const name of ['a5', 'b5', 'a5', 'b5']) expect(list(name)).toHaveLength(5)
  expect(read).toEqual(['a5', 'b5'])
})

test('the least recently used goes, as many as must', () => {
  const { read, list } = counting(10)
  for (const name of ['a5', 'b5', 'a5', 'c3', 'a5', 'b5', 'd9', 'c3']) list(name)
  expect(read).toEqual(['a5', 'b5', 'c3', 'b5', 'd9', 'c3'])
})

test('one that is too large is kept until the next, an empty one costs nothing', () => {
  const { read, list } = counting(10)
  for (const name of ['a5', 'b50', 'b50', 'c0', 'c0', 'a5']) list(name)
  expect(read).toEqual(['a5', 'b50', 'c0', 'a5'])
})
