import { describe, expect, test } from 'vitest'
import type { DriverEvent } from '../contract.ts'
import { crowd, of, ownLedger, play, playOne, someone } from './play.fixture.ts'
import { startWireServer } from './wireServer.fixture.ts'

ownLedger()

/** The course of one user, stages by their name. */
function course(events: readonly DriverEvent[]): string[] {
  return events
    .filter(({ type }) => type !== 'hiccup')
    .map((one) => (one.type === 'stage' ? one.stage : one.type))
}

describe('a user whose socket is lost', () => {
  test('attaches again and has the chart', async () => {
    const events = await playOne('cut-once')
    expect(course(events)).toEqual(['sent', 'page', 'socket', 'lost', 'reattached', 'status', 'done', 'left'])
    expect(of(events, 'lost')).toMatchObject([{ user: 0, widget: 0, code: 'CONNECTION_LOST' }])
    expect(of(events, 'done')).toMatchObject([{ outcome: 'ok', worker: 'a1' }])
    expect(of(events, 'anomaly')).toEqual([])
  })

  test('is not told of a server that is going away, but finds the next one', async () => {
    const events = await playOne('going-away')
    expect(of(events, 'lost')).toMatchObject([{ code: 'GOING_AWAY' }])
    expect(of(events, 'done')).toMatchObject([{ outcome: 'ok' }])
  })

  test('gives up after its patience, however often it was attached', async () => {
    const events = await playOne('cut', { timeoutMs: 400 })
    expect(of(events, 'done')).toMatchObject([{ outcome: 'timeout' }])
    expect(of(events, 'lost').length).toBeGreaterThan(1)
    expect(of(events, 'left')).toHaveLength(1)
  })

  test('is one loss, however many attempts fail', async () => {
    const events = await playOne('closed', { timeoutMs: 280 })
    expect(course(events)).toEqual(['sent', 'page', 'lost', 'done', 'left'])
    expect(of(events, 'done')).toMatchObject([{ outcome: 'timeout' }])
  })

  test('has the chart by long poll where no socket opens', async () => {
    const events = await playOne('closed')
    expect(course(events)).toEqual(['sent', 'page', 'lost', 'reattached', 'done', 'left'])
    expect(of(events, 'done')).toMatchObject([{ outcome: 'ok' }])
  })

  test('is not attached again once all is stopped', async () => {
    await using server = await startWireServer({ behaviour: 'closed' })
    const { events } = await play([someone], {
      url: server.url,
      watch: (driver, some) => {
        if (of(some, 'lost').length > 0) driver.stop()
      },
    })
    expect(course(events)).toEqual(['sent', 'page', 'lost', 'done', 'left'])
    expect(of(events, 'done')).toMatchObject([{ outcome: 'interrupted' }])
  })
})

describe('a cut', () => {
  test('strikes every socket; all attach again and have their charts', async () => {
    await using server = await startWireServer()
    let statuses = 0
    const { events } = await play(crowd(12, { queryMs: 300 }), {
      url: server.url,
      watch: (driver, some) => {
        const before = statuses
        statuses += of(some, 'stage').filter(({ stage }) => stage === 'status').length
        if (before < 12 && statuses === 12) driver.cut()
      },
    })
    expect(of(events, 'lost')).toHaveLength(12)
    expect(of(events, 'reattached')).toHaveLength(12)
    expect(of(events, 'done').map(({ outcome }) => outcome)).toEqual(Array(12).fill('ok'))
    expect(of(events, 'anomaly')).toEqual([])
    expect(server.openings).toHaveLength(24)
    expect(server.pagesAtUs).toHaveLength(12)
    expect(server.closeCodes.filter((code) => code === 1006)).toHaveLength(12)
  })

  test('strikes a socket that is not open yet', async () => {
    await using server = await startWireServer({ behaviour: 'hanging-once' })
    let cut = false
    const { events } = await play([someone], {
      url: server.url,
      watch: (driver, some) => {
        if (cut || of(some, 'stage').length === 0) return
        cut = true
        driver.cut()
      },
    })
    expect(of(events, 'lost')).toMatchObject([{ code: 'CONNECTION_LOST' }])
    expect(of(events, 'done')).toMatchObject([{ outcome: 'ok' }])
  })

  test('lets who interacts go on, and the chart that comes again is none too many', async () => {
    await using server = await startWireServer()
    const planned = [
      { ...someone, group: 'bystander', interactions: null },
      { ...someone, user: 1, key: { sensor: 9, window: 0 }, queryMs: 600 },
    ]
    let cut = false
    const { events } = await play(planned, {
      url: server.url,
      watch: (driver, some) => {
        if (!cut && of(some, 'interaction').length > 0) {
          driver.cut()
          cut = true
        }
        if (of(some, 'left').some(({ user }) => user === 1)) driver.leave('bystander')
      },
    })
    expect(server.openings).toHaveLength(4)
    // Who has the chart has lost nothing that counts.
    expect(of(events, 'lost').map(({ user }) => user)).toEqual([1])
    expect(of(events, 'anomaly')).toEqual([])
    const interactions = of(events, 'interaction')
    const outage = of(events, 'reattached')[0]!
    expect(interactions.filter(({ intended, ok }) => ok && intended > outage.at).length).toBeGreaterThan(4)
    expect(interactions.map(({ n }) => n)).toEqual(interactions.map((_, i) => i + 1))
  })

  test('brings nobody back who has left', async () => {
    await using server = await startWireServer()
    const { events } = await play([someone], {
      url: server.url,
      untilStopped: true,
      watch: (driver, some) => {
        const left = of(some, 'left')[0]
        if (left?.user === 0) {
          driver.cut()
          driver.add([{ ...someone, user: 1 }])
        }
        if (left?.user === 1) driver.stop()
      },
    })
    expect(of(events, 'done')).toHaveLength(2)
    expect(of(events, 'lost')).toEqual([])
    expect(server.openings).toHaveLength(2)
  })
})
