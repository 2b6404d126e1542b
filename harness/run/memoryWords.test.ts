import { expect, test } from 'vitest'
import type { Sample } from '../../reports/model.ts'
import { memoryLosses } from './memoryWords.ts'

const limits = { cpus: undefined, memoryBytes: 512 * 2 ** 20 }
const want = { by: 'kernel', kills: 1, atUs: 5_000 } as const

/** One chart of a user, who got it at `done` where `ok`. */
function chart(user: number, outcome: Sample['outcome'], sent: number, done: number): Sample {
  return { user, outcome, sent, done } as Sample
}

const samples = [
  chart(1, 'ok', 1_000, 2_000),
  chart(2, 'ok', 1_000, 6_000),
  chart(3, 'error', 1_000, 4_990),
  chart(4, 'interrupted', 1_000, 9_000),
  chart(4, 'interrupted', 1_000, 9_000),
  chart(5, 'error', 5_500, 5_600),
  { ...chart(6, 'dropped', 0, 0), sent: null },
]

test('who waited at the limit, and who lost what: users, not charts', () => {
  expect(memoryLosses(want, limits, { samples, atUs: 5_000 })).toBe(
    'killed for want of memory: its limit of 512 MiB was reached when 3\u00a0users were waiting; 3\u00a0users lost their charts',
  )
})

test('one user is one', () => {
  expect(
    memoryLosses({ ...want, kills: 2 }, limits, { samples: [chart(1, 'error', 0, 1)], atUs: 5_000 }),
  ).toBe(
    'killed for want of memory (2 processes): its limit of 512 MiB was reached when 1\u00a0user was waiting; 1\u00a0user lost a chart',
  )
})

test('a heap has its own limit', () => {
  expect(memoryLosses({ ...want, by: 'heap', kills: 0 }, limits, { samples, atUs: 5_000 })).toMatch(
    /^out of memory: the heap of a process reached its limit of 256 MiB, of 512 MiB for all of them when/,
  )
})
