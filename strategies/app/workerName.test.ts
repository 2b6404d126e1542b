import { expect, test } from 'vitest'
import { isPredecessor, successor } from './workerName.ts'

test('the processes of one line follow each other', () => {
  const line = Array.from({ length: 12 }, (_, i) => successor('w1', i + 1))
  expect(line.slice(0, 3)).toEqual(['w1', 'w1-2', 'w1-3'])
  for (const [i, earlier] of line.entries()) {
    for (const [j, worker] of line.entries())
      expect(isPredecessor(earlier, worker), `${earlier} ${worker}`).toBe(i < j)
  }
})

test.each([
  ['w1', 'w2'],
  ['w1', 'w12'],
  ['w1', 'w11-2'],
  ['w2', 'w1-2'],
  ['w1-2', 'w2-3'],
  // No successor is named so.
  ['a', 'a-1'],
  ['a', 'a-0'],
  ['a', 'a-02'],
  ['a', 'a-b'],
  ['', '-2'],
])('%j is no predecessor of %j', (earlier, worker) => {
  expect(isPredecessor(earlier, worker)).toBe(false)
})
