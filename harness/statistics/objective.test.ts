import { expect, test } from 'vitest'
import { judge, judgeRate } from './objective.ts'

const hits = (n: number) => Array.from({ length: n }, () => 5_020_000)
const misses = (n: number) => Array.from({ length: n }, () => 12_000_000)
const p95 = { fn: 'p95', operator: '<', limitMs: 8_000 } as const

test.each([
  ['59 hits confirm a p95', hits(59), { result: 'met', value: '5.02 s' }],
  ['58 do not', hits(58), { result: 'n too small', value: '5.02 s' }],
  ['3 misses of 3 refute it', misses(3), { result: 'missed', value: '12 s' }],
  ['one miss says nothing', misses(1), { result: 'n too small', value: '12 s' }],
  ['8 misses of 300 still confirm', [...hits(292), ...misses(8)], { result: 'met', value: '5.02 s' }],
  ['9 do not', [...hits(291), ...misses(9)], { result: 'n too small', value: '5.02 s' }],
  ['nothing', [], { result: 'n too small', value: 'nothing recorded' }],
])('%s', (_, values, expected) => expect(judge(p95, values)).toEqual(expected))

test('a value at the limit holds only with <=', () => {
  const values = Array.from({ length: 60 }, () => 8_000_000)
  expect(judge(p95, values).result).toBe('missed')
  expect(judge({ ...p95, operator: '<=' }, values).result).toBe('met')
})

test('min, mean and max are compared as they are', () => {
  const values = [1_000_000, 2_000_000, 6_000_000]
  expect(judge({ fn: 'max', operator: '<', limitMs: 6_000 }, values)).toEqual({
    result: 'missed',
    value: '6 s',
  })
  expect(judge({ fn: 'mean', operator: '<=', limitMs: 3_000 }, values)).toEqual({
    result: 'met',
    value: '3 s',
  })
  expect(judge({ fn: 'min', operator: '<', limitMs: 1_001 }, values)).toEqual({ result: 'met', value: '1 s' })
})

test('a rate of 0 is plain, another needs enough charts', () => {
  expect(judgeRate({ operator: '=', limit: 0 }, 0, 24)).toEqual({ result: 'met', value: '0 % (0 of 24)' })
  expect(judgeRate({ operator: '=', limit: 0 }, 1, 24)).toEqual({
    result: 'missed',
    value: '4.17 % (1 of 24)',
  })
  expect(judgeRate({ operator: '<', limit: 0.001 }, 0, 24).result).toBe('n too small')
  expect(judgeRate({ operator: '<', limit: 0.001 }, 0, 2_995).result).toBe('met')
  expect(judgeRate({ operator: '<', limit: 0.001 }, 2, 24).result).toBe('missed')
  expect(judgeRate({ operator: '<', limit: 0.001 }, 0, 0).value).toBe('nothing recorded')
})
