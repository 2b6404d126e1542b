import { describe, expect, test } from 'vitest'
import { startChartServer, type TestServer } from '../chartServer.fixture.ts'
import { ChartSession } from '../client/chartSession.ts'
import { openPage } from '../client/page.ts'
import { pollChart } from '../client/poll.ts'
import { openRawSocket } from '../client/rawSocket.ts'
import { chartHash } from '../protocol/chart.ts'
import { type SessionGrant, SUBPROTOCOL } from '../protocol/messages.ts'
import { pollPath } from '../protocol/reattach.ts'
import { signToken } from '../token.ts'

const key = { sensor: 3, window: 7 }
const PATIENCE_MS = 4_000

async function onePage({ url }: TestServer, queryMs: number): Promise<SessionGrant> {
  return (await openPage(url, { key, queryMs }))[0]!
}

function ask(
  server: TestServer,
  grant: SessionGrant,
  headers: Record<string, string> = {},
): Promise<Response> {
  const authorization = `Bearer ${grant.token}`
  return fetch(server.url + pollPath(grant), { headers: { authorization, ...headers } })
}

/** So many polls are open. */
async function polled({ url }: TestServer, polls: number): Promise<void> {
  await expect
    .poll(async () => (await fetch(`${url}/healthz`)).json(), { timeout: PATIENCE_MS })
    .toMatchObject({ polls })
}

async function codeOf(response: Response): Promise<[number, unknown]> {
  return [response.status, ((await response.json()) as { error: { code: unknown } }).error.code]
}

function tokenOf({ settings }: TestServer, session: string, worker: string): string {
  return signToken({ session, worker, expires: Date.now() / 1_000 + 60 }, settings.secret)
}

describe('a long poll', () => {
  test('is answered with the chart, as a socket is', async () => {
    await using server = await startChartServer({ graceMs: 5_000 })
    const grant = await onePage(server, 50)
    await using session = new ChartSession(server.url, grant)
    const response = await ask(server, grant)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const polled = (await response.json()) as Record<string, unknown>
    const { at, seq, ...pushed } = await session.chart(PATIENCE_MS)
    expect(polled).toEqual({ ...pushed, seq: 1, at: polled.at })
    expect([at, seq]).toEqual([expect.any(Number), expect.any(Number)])
    expect(server.queries.started).toBe(1)
  })

  test('is told after a while how things stand, and asks again', async () => {
    await using server = await startChartServer({ pollMs: 40, graceMs: 5_000 })
    const grant = await onePage(server, 60_000)
    const response = await ask(server, grant)
    expect(response.status).toBe(202)
    expect(await response.json()).toMatchObject({ v: 1, type: 'status', seq: 1, state: 'running' })
    // The chart comes once it has been told so again.
    const chart = await pollChart(server.url, grant, { waiting: () => server.finish() })
    expect(chart.hash).toBe(chartHash(key, chart.data))
    expect(server.queries).toEqual({ started: 1, cancelled: 0 })
  })

  test('is told when the session is cancelled', async () => {
    await using server = await startChartServer()
    const grant = await onePage(server, 60_000)
    const asked = ask(server, grant)
    await polled(server, 1)
    await using session = new ChartSession(server.url, grant)
    await session.first('hello', PATIENCE_MS)
    session.cancel()
    expect(await codeOf(await asked)).toEqual([410, 'CANCELLED'])
    expect(server.queries.cancelled).toBe(1)
  })

  test('keeps its session until it hangs up and the grace time is over', async () => {
    await using server = await startChartServer({ graceMs: 50 })
    const grant = await onePage(server, 60_000)
    const hangingUp = new AbortController()
    const polling = pollChart(server.url, grant, { signal: hangingUp.signal })
    await polled(server, 1)
    // Another viewer has gone, and the grace time after it.
    const session = new ChartSession(server.url, grant)
    await session.first('hello', PATIENCE_MS)
    await session.close()
    // One that nobody watches any more since later: once it is given up, the first's grace time is over too.
    const later = new ChartSession(server.url, await onePage(server, 60_000))
    await later.first('hello', PATIENCE_MS)
    await later.close()
    await expect.poll(() => server.queries.cancelled, { timeout: PATIENCE_MS }).toBe(1)
    await polled(server, 1)
    hangingUp.abort(new Error('enough'))
    await expect(polling).rejects.toThrow('enough')
    await expect.poll(() => server.queries.cancelled, { timeout: PATIENCE_MS }).toBe(2)
    await polled(server, 0)
    expect(await codeOf(await ask(server, grant))).toEqual([404, 'UNKNOWN_SESSION'])
  })

  test('is refused as a socket is', async () => {
    await using server = await startChartServer({}, { worker: 'w1-2' })
    const grant = await onePage(server, 0)
    const { id } = grant
    const refused = async (token: string, headers?: Record<string, string>) =>
      codeOf(await ask(server, { ...grant, token }, headers))
    expect(await refused('x')).toEqual([401, 'BAD_TOKEN'])
    expect(await refused(grant.token, { authorization: 'Basic eDp5' })).toEqual([401, 'BAD_TOKEN'])
    expect(await refused(tokenOf(server, 'other', 'w1-2'))).toEqual([404, 'UNKNOWN_SESSION'])
    expect(await refused(tokenOf(server, id, 'w2'))).toEqual([421, 'MISROUTED'])
    expect(await refused(tokenOf(server, id, 'w1'))).toEqual([503, 'WORKER_GONE'])
    expect(await refused(grant.token, { origin: 'http://elsewhere.example' })).toEqual([
      403,
      'FORBIDDEN_ORIGIN',
    ])
    const other = await onePage(server, 0)
    expect(await codeOf(await ask(server, { ...grant, token: other.token }))).toEqual([401, 'BAD_TOKEN'])
    // Only a proxy of ours may say so.
    expect((await ask(server, grant, { 'x-bench-worker-gone': '1' })).status).toBe(200)
  })

  test('counts against the limit of sockets', async () => {
    await using server = await startChartServer({
      limits: { widgets: 12, sessions: 9, sockets: 1, messageBytes: 999 },
    })
    const grant = await onePage(server, 60_000)
    const first = ask(server, grant)
    await polled(server, 1)
    expect(await codeOf(await ask(server, grant))).toEqual([429, 'TOO_MANY'])
    await using session = new ChartSession(server.url, grant)
    await expect(session.chart(PATIENCE_MS)).rejects.toMatchObject({ code: 'TOO_MANY' })
    server.finish()
    expect((await first).status).toBe(200)
  })

  test('is told that the server goes away', async () => {
    const server = await startChartServer()
    const answer = ask(server, await onePage(server, 60_000))
    await polled(server, 1)
    await server.server.stop()
    expect(await codeOf(await answer)).toEqual([503, 'GOING_AWAY'])
  })

  test('may be asked for by the pages of an allowed origin', async () => {
    const origin = 'http://friend.example'
    await using server = await startChartServer({ allowedOrigins: [origin] })
    const grant = await onePage(server, 0)
    const preflight = await fetch(server.url + pollPath(grant), {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization')
    expect(preflight.headers.get('access-control-allow-methods')).toContain('GET')
    const response = await ask(server, grant, { origin })
    expect(response.headers.get('access-control-allow-origin')).toBe(origin)
  })
})

test('behind a proxy, its word on a dead worker counts for sockets and polls', async () => {
  await using server = await startChartServer({}, { behindProxy: true })
  const grant = await onePage(server, 0)
  const gone = { 'x-bench-worker-gone': '1' }
  expect(await codeOf(await ask(server, grant, gone))).toEqual([503, 'WORKER_GONE'])
  const options = { protocols: [SUBPROTOCOL, grant.token], headers: gone }
  const socket = openRawSocket(server.url, grant.socket, options)
  expect(await socket.closed).toMatchObject({ code: 4503, reason: 'WORKER_GONE' })
  expect((await ask(server, grant)).status).toBe(200)
})
