import { expect, test } from 'vitest'
import type { ScheduledUser } from '../../scenarios/contract.ts'
import { physicsFor } from './figures.ts'

test('a closed load may have more journeys than a call can have arguments', () => {
  const journey = (user: number): ScheduledUser => ({
    user,
    group: 'users',
    atUs: 0,
    ...(user > 0 ? { after: { user: user - 1, pauseUs: 1_000 } } : {}),
    key: { sensor: 1, window: 10 },
    widgets: 1,
    queryMs: 200,
    interactions: 0,
    thinkMs: 0,
  })
  const users = Array.from({ length: 200_000 }, (_, user) => journey(user))
  expect(physicsFor({ samples: [], interactions: [], users, timeoutUs: 1 }, 10, [10])).toBeNull()
})
