import { expect, test } from 'vitest'
import { compactPath } from './path.ts'

test.each([
  [
    'a staircase',
    'M0,149L63.54,149L63.54,142.79L63.56,142.79L63.56,136.58L80,136.58',
    'M0,149H63.5V142.8H63.6V136.6H80',
  ],
  ['points on the way', 'M0,0L10,0L20,0L20,5L20,9', 'M0,0H20V9'],
  ['there and back', 'M0,0L10,0L4,0', 'M0,0H10H4'],
  ['an area', 'M0,0L5,0L5,-5.04L0,0Z', 'M0,0H5V-5L0,0Z'],
  ['two of them', 'M0,0L5,0ZM1,1L2,3Z', 'M0,0H5ZM1,1L2,3Z'],
  ['the same point again', 'M1,1L1.01,1.01L2,3', 'M1,1L2,3'],
])('%s', (_, d, compact) => {
  expect(compactPath(d)).toBe(compact)
})

test.each(['M0,1h2v3h-2Z', 'M-1,-1L1,1C1,2,3,4,5,6', 'M0,1e-7L1,1', ''])('%j stays', (d) => {
  expect(compactPath(d)).toBe(d)
})
