import { expect, test } from 'vitest'
import type { ScheduledUser } from '../../scenarios/contract.ts'
import { lastFloorMs, timeoutFor } from './timeout.ts'

function users(count: number, changes: Partial<ScheduledUser> = {}): ScheduledUser[] {
  return Array.from({ length: count }, (_, user) => ({
    user,
    group: 'users',
    atUs: user * 1_000,
    key: { sensor: 0, window: 0 },
    widgets: 1,
    queryMs: 5_000,
    interactions: 0,
    thinkMs: 0,
    ...changes,
  }))
}

test('three times the longest wait of the own floor, and half a minute', () => {
  // 24 users on 10 slots: the last wave begins after 10 s; the first of it waits longest, for 15 s − 20 ms.
  expect(timeoutFor(users(24), [10])).toBe(3 * 14_980 + 30_000)
  expect(timeoutFor(users(1), [10])).toBe(45_000)
})

test('a strategy with fewer slots gets more patience', () => {
  expect(timeoutFor(users(24), [1])).toBe(3 * (24 * 5_000 - 23) + 30_000)
  expect(timeoutFor(users(24), [3, 3, 2, 2])).toBe(timeoutFor(users(24), [10]))
})

test('every widget is a query', () => {
  expect(timeoutFor(users(8, { widgets: 3 }), [4])).toBe(3 * (6 * 5_000 - 6) + 30_000)
})

test('groups of different query times are bounded one by one', () => {
  const quick = users(2, { group: 'bystander', queryMs: 50 })
  expect(timeoutFor([...users(4), ...quick], [10])).toBe(timeoutFor(users(4), [10]))
})

test('without users there is only the half minute', () => {
  expect(timeoutFor([], [10])).toBe(30_000)
  expect(lastFloorMs([], [10])).toBe(0)
})

test('the last floor counts from the zero of the schedule', () => {
  expect(lastFloorMs(users(24), [10])).toBe(15_003)
  expect(lastFloorMs(users(1, { atUs: 2_000_000 }), [10])).toBe(7_000)
})
