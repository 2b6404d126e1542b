import { expect, test } from 'vitest'
import type { Trial } from '../reports/model.ts'
import { limitOf } from './limit.ts'

function trial(server: number, driver: number, waitP95 = 0): Trial {
  const role = (name: string, cores: number) => ({
    role: name,
    processes: 1,
    cpuMs: cores * 60_000,
    peakPssBytes: 0,
  })
  return {
    measuredMs: 60_000,
    resources: { roles: [role('server', server), role('driver', driver)] },
    connections: { budget: 60 },
    queryMs: { p50: 200 },
    waitMs: { p95: waitP95 },
  } as unknown as Trial
}

test('all cores busy: the machine', () => {
  expect(limitOf(trial(1, 0.9), 2)).toBe('the machine: 1.90 of 2 cores are busy (server 1.00, driver 0.90)')
})

test('one process that fills a core: its thread', () => {
  expect(limitOf(trial(0.95, 0.4), 4)).toBe('one thread of server: 0.95 cores (server 0.95, driver 0.40)')
})

test('a long wait with idle cores: the connections', () => {
  expect(limitOf(trial(0.4, 0.4, 900), 4)).toMatch(/^the 60 connections: p95 of the wait for one is 900 ms/)
})

test('none of it: nothing yet', () => {
  expect(limitOf(trial(0.4, 0.04), 2)).toBe('nothing yet: 0.44 of 2 cores are busy (server 0.40)')
})
