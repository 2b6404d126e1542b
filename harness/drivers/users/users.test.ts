import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { DriverPlan } from '../contract.ts'
import { users } from './index.ts'
import { contextOf, crowd, of, ownLedger, play, playOne, someone } from './play.fixture.ts'
import { startWireServer } from './wireServer.fixture.ts'

ownLedger()

describe('a user', () => {
  test('passes every stage, verifies the chart, interacts and leaves with 1000', async () => {
    await using server = await startWireServer()
    const { events, zeroUs, summary } = await play([{ ...someone, interactions: 2 }], { url: server.url })
    const told = events.filter((event) => event.type !== 'hiccup')
    expect(told.map((event) => (event.type === 'stage' ? event.stage : event.type))).toEqual([
      'sent',
      'page',
      'socket',
      'status',
      'done',
      'interaction',
      'interaction',
      'left',
    ])
    const times = told.map((event) => event.at as number)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    const [done] = of(events, 'done')
    expect(done).toMatchObject({ user: 0, widget: 0, outcome: 'ok', worker: 'a1' })
    expect(done!.stages!.created).toBeGreaterThan(zeroUs)
    expect(done!.at).toBeGreaterThanOrEqual(done!.pushed!)
    const interactions = of(events, 'interaction')
    expect(interactions.map(({ n, ok, intended }) => ({ n, ok, after: intended - done!.at }))).toEqual([
      { n: 1, ok: true, after: 20_000 },
      { n: 2, ok: true, after: 40_000 },
    ])
    for (const { intended, sent, at } of interactions) {
      expect(sent).toBeGreaterThanOrEqual(intended)
      expect(at).toBeGreaterThanOrEqual(sent)
    }
    expect(server.closeCodes).toEqual([1000])
    expect(summary).toMatchObject({ sockets: 1 })
    expect(summary.cpuMs).toBeGreaterThan(0)
  })

  test('opens one page and a socket for each widget', async () => {
    await using server = await startWireServer()
    const { events, summary } = await play([{ ...someone, widgets: 3 }], { url: server.url })
    expect(server.pagesAtUs).toHaveLength(1)
    expect(of(events, 'done').map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok'])
    expect(new Set(of(events, 'done').map(({ widget }) => widget))).toEqual(new Set([0, 1, 2]))
    expect(of(events, 'left')).toHaveLength(1)
    expect(summary.sockets).toBe(3)
  })

  test.each([
    ['wrong-chart', 'WRONG_CHART', ['wrong-chart']],
    ['forged', 'WRONG_CHART', ['wrong-chart']],
    ['gap', 'SEQUENCE', ['sequence']],
    ['malformed', 'MALFORMED', ['malformed']],
    ['gone', 'WORKER_GONE', []],
  ] as const)('counts no chart of a server that is %s', async (behaviour, code, anomalies) => {
    const events = await playOne(behaviour)
    expect(of(events, 'done')).toMatchObject([{ outcome: 'error', code }])
    expect(of(events, 'anomaly').map(({ kind }) => kind)).toEqual(anomalies)
    expect(of(events, 'left')).toHaveLength(1)
  })

  test('fails where no hash is expected', async () => {
    await using server = await startWireServer()
    const { events } = await play([someone], { url: server.url, expected: {} })
    expect(of(events, 'done')).toMatchObject([{ outcome: 'error', code: 'WRONG_CHART' }])
  })

  test('reports a second chart', async () => {
    const events = await playOne('duplicate', { interactions: 1 })
    expect(of(events, 'done')).toMatchObject([{ outcome: 'ok' }])
    expect(of(events, 'anomaly')).toMatchObject([{ kind: 'duplicate' }])
  })

  test('tells a wrong answer from none', async () => {
    const wrong = await playOne('wrong-patch', { interactions: 1 })
    expect(of(wrong, 'interaction')).toMatchObject([{ n: 1, ok: false, at: expect.any(Number) }])
    const none = await playOne('no-patch', { interactions: 2, timeoutMs: 150 })
    expect(of(none, 'interaction')).toMatchObject([
      { n: 1, ok: false, at: null },
      { n: 2, ok: false, at: null },
    ])
    expect(none.at(-1)).toMatchObject({ type: 'left' })
  })

  test('gives up after its patience, counted from the intended start', async () => {
    await using server = await startWireServer({ behaviour: 'silent' })
    const { events, zeroUs } = await play([{ ...someone, timeoutMs: 120 }], { url: server.url })
    const [done] = of(events, 'done')
    expect(done).toMatchObject({ outcome: 'timeout' })
    expect(done!.at - zeroUs).toBeGreaterThanOrEqual(120_000)
    expect(done!.at - zeroUs).toBeLessThan(1_000_000)
    expect(server.closeCodes).toEqual([1000])
  })

  test('is refused with the error of the wire', async () => {
    await using server = await startWireServer({ refusePages: true })
    const { events } = await play([{ ...someone, widgets: 2 }], { url: server.url })
    expect(of(events, 'done')).toMatchObject([
      { widget: 0, outcome: 'error', code: 'TOO_MANY' },
      { widget: 1, outcome: 'error', code: 'TOO_MANY' },
    ])
  })

  test("keeps the system's code where nobody listens", async () => {
    const events = (await play([someone], { url: await deadUrl() })).events
    expect(of(events, 'done')).toMatchObject([{ outcome: 'error', code: 'ECONNREFUSED' }])
  })
})

describe('many users', () => {
  test('start no earlier than intended, and every one is accounted for', async () => {
    await using server = await startWireServer()
    const { events, zeroUs } = await play(crowd(150), { url: server.url })
    for (const { user, at } of of(events, 'sent')) expect(at).toBeGreaterThanOrEqual(zeroUs + user * 1_000)
    expect(of(events, 'sent')).toHaveLength(150)
    expect(of(events, 'done').filter(({ outcome }) => outcome === 'ok')).toHaveLength(150)
    expect(of(events, 'left')).toHaveLength(150)
  })

  test('beyond the limit are dropped, and dropped + started = scheduled', async () => {
    await using server = await startWireServer()
    const { events } = await play(crowd(40, { queryMs: 300 }), { url: server.url, maxInFlight: 25 })
    const dropped = of(events, 'dropped').map(({ user }) => user)
    const started = of(events, 'sent').map(({ user }) => user)
    expect(dropped).toHaveLength(15)
    expect([...started, ...dropped].toSorted((a, b) => a - b)).toEqual(crowd(40).map(({ user }) => user))
    expect(
      of(events, 'done')
        .map(({ user }) => user)
        .toSorted((a, b) => a - b),
    ).toEqual(started)
  })

  test('interact until their group is told to leave', async () => {
    await using server = await startWireServer()
    const planned = [
      ...crowd(2, { group: 'bystander', interactions: null }),
      { ...someone, user: 2, queryMs: 200, key: { sensor: 9, window: 0 } },
    ]
    const { events } = await play(planned, {
      url: server.url,
      watch: (driver, some) => {
        if (of(some, 'left').some(({ user }) => user === 2)) driver.leave('bystander')
      },
    })
    expect(of(events, 'interaction').length).toBeGreaterThan(4)
    expect(of(events, 'interaction').every(({ ok }) => ok)).toBe(true)
    expect(of(events, 'left').map(({ user }) => user)[0]).toBe(2)
    expect(of(events, 'left')).toHaveLength(3)
  })

  test('that wait when all is stopped are interrupted, those to come never start', async () => {
    await using server = await startWireServer({ behaviour: 'silent' })
    const planned = [...crowd(3), { ...someone, user: 3, atUs: 60_000_000 }]
    let statuses = 0
    const { events } = await play(planned, {
      url: server.url,
      watch: (driver, some) => {
        statuses += of(some, 'stage').filter(({ stage }) => stage === 'status').length
        if (statuses === 3) driver.stop()
      },
    })
    expect(of(events, 'done').map(({ user, outcome }) => [user, outcome])).toEqual([
      [0, 'interrupted'],
      [1, 'interrupted'],
      [2, 'interrupted'],
    ])
    expect(of(events, 'sent')).toHaveLength(3)
  })

  test('can be added while others play', async () => {
    await using server = await startWireServer()
    let added = false
    const { events } = await play(crowd(2), {
      url: server.url,
      untilStopped: true,
      watch: (driver, some) => {
        if (of(some, 'left').some(({ user }) => user === 7)) driver.stop()
        if (!added) driver.add([{ ...someone, user: 7 }])
        added = true
      },
    })
    expect(of(events, 'done').map(({ user, outcome }) => [user, outcome])).toContainEqual([7, 'ok'])
    expect(of(events, 'left')).toHaveLength(3)
  })
})

describe('the process', () => {
  const plan: DriverPlan = {
    url: 'http://127.0.0.1:9',
    users: [],
    expected: {},
    maxInFlight: 1,
    untilStopped: true,
  }

  test('rejects `done` with its last words when it dies', async () => {
    await using driver = await users.start(plan, () => {}, contextOf())
    process.kill(driver.pid, 'SIGKILL')
    await expect(driver.done).rejects.toMatchObject({
      code: 'DRIVER_FAILED',
      message: expect.stringContaining('SIGKILL'),
    })
  })

  test('ends when the run is aborted', async () => {
    const run = new AbortController()
    await using driver = await users.start(plan, () => {}, contextOf(run.signal))
    run.abort()
    await expect(driver.done).rejects.toMatchObject({ code: 'DRIVER_FAILED' })
    expect(() => process.kill(driver.pid, 0)).toThrow('ESRCH')
  })
})

/** An address that refuses connections: its port was ours a moment ago. */
async function deadUrl(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}
