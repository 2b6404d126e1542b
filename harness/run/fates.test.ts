import { expect, test } from 'vitest'
import type { Sample, TrialFault } from '../../reports/model.ts'
import { fatesOf, recoveryMsOf, requeriesOf } from './fates.ts'

function chart(changes: Partial<Sample>): Sample {
  const sample = { outcome: 'ok', code: null, queries: 1, lost: 0, reattached: 0, done: 1_000_000 }
  return { ...sample, ...changes } as Sample
}

const fault = { atMs: 500, ok: true } as TrialFault
const samples = [
  chart({}),
  chart({ outcome: 'retried' }),
  chart({ queries: null }),
  chart({ lost: 2, reattached: 1, done: 3_000_000 }),
  chart({ queries: 3, reattached: 1 }),
  chart({ outcome: 'error', code: 'WORKER_GONE', queries: null, done: 9_000_000 }),
  chart({ outcome: 'error', code: 'WORKER_GONE', queries: null }),
  chart({ outcome: 'error', code: 'DATABASE_LOST', queries: null }),
  chart({ outcome: 'error', code: 'CONNECTION_LOST', queries: null }),
  chart({ outcome: 'timeout', queries: null }),
  chart({ outcome: 'interrupted', queries: null }),
  chart({ outcome: 'dropped', queries: null }),
]

test('every chart that was started has one fate', () => {
  expect(fatesOf(samples)).toEqual({
    kept: 3,
    reattached: 1,
    requeried: 1,
    failed: { WORKER_GONE: 2, DATABASE_LOST: 1 },
    lost: 3,
  })
})

test('recovery runs from the first fault to the last chart, not to the last error', () => {
  expect(recoveryMsOf(samples, [{ ...fault, atMs: 900 }, fault])).toBe(2_500)
  expect(recoveryMsOf(samples, [{ ...fault, atMs: 60_000 }])).toBe(0)
  expect(recoveryMsOf(samples, [])).toBeNull()
  expect(recoveryMsOf([chart({ outcome: 'timeout' })], [fault])).toBeNull()
})

test('more queries than charts are explained by what was declared, and by users who could not be told', () => {
  expect(requeriesOf(samples.slice(0, 5), [fault])).toBe(2)
  expect(requeriesOf(samples, [fault, fault])).toBe(2 + 6 * 2)
})
