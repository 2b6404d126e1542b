import { expect, test } from 'vitest'
import { isolatedOn, isolationFact, isolationOf } from './isolation.ts'
import type { Trial, TrialIsolation } from './model.ts'

const isolation: TrialIsolation = {
  kind: 'docker',
  image: 'chartbench:1',
  cpus: '0',
  memoryLimitBytes: 512 * 1_048_576,
  heapLimitBytes: 256 * 1_048_576,
  cpuMs: 1,
  peakBytes: 1,
  outOfMemoryKills: 0,
}

test('a run of before, and one without, are isolated in nothing', () => {
  expect(isolationOf({ trials: [{}, { isolation: null }] as Trial[] })).toBeNull()
  expect(isolationOf({ trials: [{ isolation: null }, { isolation }] as Trial[] })).toBe(isolation)
})

test('limits are told, and that there are none', () => {
  expect(isolatedOn(isolation)).toBe('strategies in containers on CPU\u00a00 with 512\u00a0MiB')
  expect(isolatedOn({ ...isolation, cpus: '0-1', memoryLimitBytes: null })).toBe(
    'strategies in containers on CPUs\u00a00-1',
  )
  expect(isolationFact(isolation)).toBe(
    'each in a container of chartbench:1, CPU\u00a00, 512\u00a0MiB of memory, of which at most 256\u00a0MiB for one process’s heap; CPU time by its control group, less its supervisor’s',
  )
  expect(isolationFact({ ...isolation, cpus: null, memoryLimitBytes: null, heapLimitBytes: null })).toBe(
    'each in a container of chartbench:1, all CPUs, no memory limit; CPU time by its control group, less its supervisor’s',
  )
})
