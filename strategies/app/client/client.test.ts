import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Behaviour,
  rowsOf,
  startWireServer,
  type WireServer,
} from '../../../harness/drivers/users/wireServer.fixture.ts'
import { bucketsAbove, chartHash } from '../protocol/chart.ts'
import { ChartSession } from './chartSession.ts'
import { failureCode, refusal } from './failure.ts'
import { openPage } from './page.ts'
import { endCode } from './socketEnd.ts'

const key = { sensor: 4, window: 19 }
let server: WireServer

beforeAll(async () => {
  server = await startWireServer()
})
afterAll(() => server[Symbol.asyncDispose]())

async function sessionOf(behaviour: Behaviour) {
  const own = await startWireServer({ behaviour })
  const [grant] = await openPage(own.url, { key, queryMs: 10 })
  const session = new ChartSession(own.url, grant!)
  return {
    session,
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]()
      await own[Symbol.asyncDispose]()
    },
  }
}

describe('openPage', () => {
  test('hands out a session for each widget, in order', async () => {
    const grants = await openPage(server.url, { key, widgets: 3, queryMs: 50 })
    expect(grants.map(({ id }) => id)).toEqual(['4/19', '5/0', '5/1'])
  })

  test('rejects with the error that the server names', async () => {
    await using refusing = await startWireServer({ refusePages: true })
    await expect(openPage(refusing.url, { key })).rejects.toMatchObject({
      name: 'ProtocolError',
      code: 'TOO_MANY',
      message: 'no more',
    })
  })

  test('rejects with the reason of its signal', async () => {
    await expect(openPage(server.url, { key }, AbortSignal.abort(new Error('enough')))).rejects.toThrow(
      'enough',
    )
    const controller = new AbortController()
    const page = openPage(server.url, { key }, controller.signal)
    controller.abort(new Error('enough'))
    await expect(page).rejects.toThrow('enough')
  })
})

describe('ChartSession', () => {
  test('has the chart, and an answer to each interaction', async () => {
    const [grant] = await openPage(server.url, { key, queryMs: 10 })
    await using session = new ChartSession(server.url, grant!)
    const chart = await session.chart(2_000)
    expect(chart.hash).toBe(chartHash(key, rowsOf(key)))
    expect(await session.chart(0)).toBe(chart)
    const level = chart.data[3]!.hi
    const patches = await Promise.all([session.interact(level), session.interact(level + 1)])
    expect(patches.map(({ above }) => above)).toEqual([
      bucketsAbove(chart.data, level),
      bucketsAbove(chart.data, level + 1),
    ])
    expect(session.received.map(({ type }) => type)).toEqual(['hello', 'status', 'chart', 'patch', 'patch'])
    expect(session.violations).toEqual([])
    expect(await session.close()).toMatchObject({ code: 1000, failure: undefined })
  })

  test('rejects a wait with what the server reports', async () => {
    await using own = await sessionOf('gone')
    await expect(own.session.chart(2_000)).rejects.toMatchObject({ code: 'WORKER_GONE' })
    expect(await own.session.first('error', 100)).toMatchObject({ code: 'WORKER_GONE', retryable: true })
    expect(endCode(await own.session.closed)).toBe('WORKER_GONE')
  })

  test('rejects a wait that is too long', async () => {
    await using own = await sessionOf('silent')
    await expect(own.session.chart(50)).rejects.toMatchObject({ code: 'TIMEOUT' })
  })

  test('notes a gap in the sequence, and a message that breaks the schema', async () => {
    await using gap = await sessionOf('gap')
    await gap.session.chart(2_000)
    expect(gap.session.violations).toEqual(['sequence: message 3 came where 2 was due'])
    await using malformed = await sessionOf('malformed')
    await malformed.session.first('hello', 2_000)
    await malformed.session.close()
    expect(malformed.session.violations).toEqual(['schema: $.at: is missing'])
  })

  test('maps a refused handshake to the error of its status', async () => {
    await using session = new ChartSession(server.url, { id: 'x', token: 'a.b', socket: '/nowhere' })
    const end = await session.closed
    expect(endCode(end)).toBe('UNKNOWN_SESSION')
    await expect(session.chart(100)).rejects.toMatchObject({ code: 'UNKNOWN_SESSION' })
  })
})

test.each([
  [429, '{"error":{"code":"TOO_MANY","message":"m"}}', 'TOO_MANY'],
  [503, '{"error":{"code":"DATABASE_DOWN","message":"m"}}', 'DATABASE_DOWN'],
  [503, '<html>', 'WORKER_GONE'],
  [421, '', 'MISROUTED'],
  [502, '{"broken', 'HTTP_502'],
  [502, '{"error":{"code":"toString"}}', 'HTTP_502'],
])('status %i with %j is %s', (status, body, code) => {
  expect(failureCode(refusal(status, body))).toBe(code)
})
