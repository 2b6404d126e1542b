import { describe, expect, test } from 'vitest'
import type { PlannedUser } from '../contract.ts'
import { users } from './index.ts'
import { contextOf, of, ownLedger, play, someone } from './play.fixture.ts'
import { startWireServer } from './wireServer.fixture.ts'

ownLedger()

const PAUSE_US = 30_000

/** Two users who come three times each: 0, 2, 4 and 1, 3, 5. */
const comeBack: PlannedUser[] = Array.from({ length: 6 }, (_, user) => ({
  ...someone,
  user,
  atUs: user * 1_000,
  ...(user < 2 ? {} : { after: { user: user - 2, pauseUs: PAUSE_US } }),
  key: { sensor: user, window: 0 },
}))

describe('users of a closed model', () => {
  test('come back when they have left, and after their pause', async () => {
    await using server = await startWireServer()
    const { events } = await play(comeBack, { url: server.url })
    const due = new Map(of(events, 'due').map(({ user, at }) => [user, at]))
    const sent = new Map(of(events, 'sent').map(({ user, at }) => [user, at]))
    const left = new Map(of(events, 'left').map(({ user, at }) => [user, at]))
    expect([...due.keys()].toSorted()).toEqual([2, 3, 4, 5])
    for (const [user, at] of due) {
      expect(at).toBe(left.get(user - 2)! + PAUSE_US)
      expect(sent.get(user)).toBeGreaterThanOrEqual(at)
    }
    expect(of(events, 'done').map(({ outcome }) => outcome)).toEqual(Array(6).fill('ok'))
    expect(left.size).toBe(6)
    const course = events.filter((event) => 'user' in event && event.user === 4)
    expect(course.slice(0, 2).map(({ type }) => type)).toEqual(['due', 'sent'])
  })

  test('come back from an error, and from being dropped', async () => {
    await using server = await startWireServer({ behaviour: 'gone' })
    const { events } = await play(comeBack, { url: server.url, maxInFlight: 1 })
    const dropped = of(events, 'dropped').map(({ user }) => user)
    const started = of(events, 'sent').map(({ user }) => user)
    expect(dropped.length).toBeGreaterThan(0)
    expect([...dropped, ...started].toSorted()).toEqual([0, 1, 2, 3, 4, 5])
    expect(of(events, 'done')).toHaveLength(started.length)
  })

  test('have a patience that counts from when they were due', async () => {
    await using server = await startWireServer({ behaviour: 'silent' })
    const planned = comeBack.filter(({ user }) => user % 2 === 0).map((user) => ({ ...user, timeoutMs: 80 }))
    const { events } = await play(planned, { url: server.url })
    const due = new Map(of(events, 'due').map(({ user, at }) => [user, at]))
    const done = of(events, 'done')
    expect(done.map(({ user, outcome }) => [user, outcome])).toEqual([
      [0, 'timeout'],
      [2, 'timeout'],
      [4, 'timeout'],
    ])
    for (const { user, at } of done.slice(1)) expect(at - due.get(user)!).toBeGreaterThanOrEqual(80_000)
  })

  test('do not come back once all is stopped', async () => {
    await using server = await startWireServer()
    const { events } = await play(comeBack, {
      url: server.url,
      watch: (driver, some) => {
        if (of(some, 'left').length > 0) driver.stop()
      },
    })
    expect(of(events, 'sent').length).toBeLessThan(6)
    expect(of(events, 'left')).toHaveLength(of(events, 'sent').length)
  })

  test('can be added together', async () => {
    await using server = await startWireServer()
    let added = false
    const { events } = await play([{ ...someone, user: 9 }], {
      url: server.url,
      untilStopped: true,
      watch: (driver, some) => {
        if (!added) driver.add(comeBack)
        added = true
        if (of(some, 'left').some(({ user }) => user === 5)) driver.stop()
      },
    })
    expect(of(events, 'due').length).toBeGreaterThanOrEqual(3)
  })

  test('follow only one who comes with them', async () => {
    const plan = { url: 'http://127.0.0.1:9', expected: {}, maxInFlight: 9 }
    const start = users.start({ ...plan, users: comeBack.slice(1) }, () => {}, contextOf())
    await expect(start).rejects.toMatchObject({
      code: 'DRIVER_FAILED',
      output: expect.stringContaining('user 2 cannot follow user 0'),
    })
  })
})
