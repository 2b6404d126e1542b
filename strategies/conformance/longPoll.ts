import { strict as assert } from 'node:assert'
import { ChartSession } from '../app/client/chartSession.ts'
import { pollChart } from '../app/client/poll.ts'
import { chartHash, keyName } from '../app/protocol/chart.ts'
import { type ChartMessage, parseServerMessage, type SessionGrant } from '../app/protocol/messages.ts'
import { pollPath } from '../app/protocol/reattach.ts'
import { signToken, verifyToken } from '../app/token.ts'
import type { ProcessInfo } from '../contract.ts'
import { ask, assertError, type Reply } from './ask.ts'
import type { Booted, ConformanceCheck, Powers, Subject } from './contract.ts'
import { eventually, PATIENCE_MS, within } from './eventually.ts'
import { needs } from './needs.ts'
import { rolesThatSuffer } from './roles.ts'
import { ENDLESS_MS, type freshKey, giveUp, onePage, QUICK_MS, rightChart, served } from './user.ts'
import { untilActive } from './watch.ts'

/** A poll that is told how things stand before its chart can be there. */
const SHORT_POLL_MS = 100
const SLOWER_MS = 500
/** From a client's hanging up to the end of its query, beyond the grace time. */
const CANCEL_WITHIN_MS = 2_000

/** Asks once, with this token and these headers. */
function askOnce(
  { url }: Subject,
  grant: SessionGrant,
  token = grant.token,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  return ask(url, pollPath(grant), { headers: { authorization: `Bearer ${token}`, ...headers } })
}

/** The chart is that of its key, whole. */
function assertRight({ expected }: Subject, key: ReturnType<typeof freshKey>, chart: ChartMessage): void {
  const name = keyName(key)
  assert.deepEqual({ sensor: chart.sensor, window: chart.window }, key, 'the chart names another key')
  assert.equal(chartHash(key, chart.data), expected[name], `the chart of ${name} has the wrong content`)
  assert.equal(chart.hash, expected[name], `the chart of ${name} bears the wrong hash`)
}

async function started(subject: Subject): Promise<number> {
  return (await subject.counts()).started
}

/** A valid token for another session or another worker than its grant's. */
function resigned(
  { settings }: Subject,
  { token }: SessionGrant,
  changed: Partial<ReturnType<typeof verifyToken>>,
): string {
  return signToken(
    { ...verifyToken(token, settings.secret, Date.now() / 1_000), ...changed },
    settings.secret,
  )
}

/** A process that holds sessions and may be killed: those sessions are then gone. */
function mortal(subject: Subject & Powers): ProcessInfo | undefined {
  const roles = rolesThatSuffer('kill', subject)
  return subject
    .processes?.()
    .find(
      ({ role, worker }) =>
        worker !== undefined &&
        roles.includes(role) &&
        subject.capabilities.roles[role]?.death === 'sessions-fail',
    )
}

/** A session that lives in `worker`. */
async function sessionIn(subject: Booted, worker: string): Promise<SessionGrant> {
  const grants: SessionGrant[] = []
  const holder = ({ token }: SessionGrant) =>
    verifyToken(token, subject.settings.secret, Date.now() / 1_000).worker
  return eventually(`a session in ${worker}`, async () => {
    const { grant } = await onePage(subject, QUICK_MS)
    grants.push(grant)
    return grants.find((one) => holder(one) === worker)
  })
}

export const longPoll: readonly ConformanceCheck[] = [
  {
    name: 'a chart by long poll, with the one query of its session',
    async run(subject) {
      const before = await started(subject)
      const { key, grant } = await onePage(subject, QUICK_MS)
      const { signal } = subject
      const polling = pollChart(subject.url, grant, { signal })
      assertRight(subject, key, await within('the chart comes by long poll', polling))
      const again = await askOnce(subject, grant)
      assert.equal(again.status, 200, 'a poll within the grace time')
      assert.equal(again.headers['cache-control'], 'no-store')
      assert.equal((await started(subject)) - before, 1, 'slow queries for one session')
    },
  },
  {
    name: 'a poll and a socket of one session share its query, and the chart',
    async run(subject) {
      const before = await started(subject)
      const { key, grant } = await onePage(subject, QUICK_MS)
      await using session = new ChartSession(subject.url, grant)
      const [pushed, polled] = await Promise.all([
        rightChart(subject, { key, session }),
        pollChart(subject.url, grant, { signal: subject.signal }),
      ])
      assertRight(subject, key, polled)
      assert.deepEqual(polled.stages, pushed.stages, 'both tell of one query')
      assert.equal((await started(subject)) - before, 1, 'slow queries for one session')
    },
  },
  {
    name: 'a poll that waits long is told how things stand, and asks again',
    needsResponsive: true,
    inapplicable: needs('another'),
    async run(subject) {
      await using other = await subject.another!({ pollMs: SHORT_POLL_MS })
      const { key, grant } = await onePage(other, SLOWER_MS)
      const reply = await askOnce(other, grant)
      assert.equal(reply.status, 202, `the first poll: ${reply.body.slice(0, 200)}`)
      const parsed = parseServerMessage(reply.body)
      assert.ok(parsed.ok && parsed.message.type === 'status', 'its body is no status')
      const chart = pollChart(other.url, grant, { signal: other.signal })
      assertRight(other, key, await within('the chart comes by long poll', chart))
      assert.equal(await started(other), 1, 'slow queries for one session')
    },
  },
  {
    name: 'a poll without the right token gets nothing',
    async run(subject) {
      await using user = await served(subject)
      const { grant } = user
      const bare = await ask(subject.url, pollPath(grant))
      assertError(bare, 'BAD_TOKEN', 'no Authorization')
      const basic = await askOnce(subject, grant, '', { authorization: 'Basic eDp5' })
      assertError(basic, 'BAD_TOKEN', 'another kind of Authorization')
      const { token } = grant
      const expired = resigned(subject, grant, { expires: 1 })
      for (const wrong of ['x', token.slice(0, -5), expired, 'A'.repeat(3_000)]) {
        assertError(await askOnce(subject, grant, wrong), 'BAD_TOKEN', wrong.slice(0, 40))
      }
      const other = resigned(subject, grant, { session: 'another' })
      const reply = await askOnce(subject, grant, other)
      assert.ok([401, 404].includes(reply.status), `the token of another session: ${reply.status}`)
      assert.equal((await askOnce(subject, grant)).status, 200, 'the right token')
    },
  },
  {
    name: 'a poll for a session that there is not is told so',
    async run(subject) {
      await using user = await served(subject)
      const { grant } = user
      const nobody = { ...grant, id: 'nobody' }
      const token = resigned(subject, grant, { session: nobody.id })
      assertError(await askOnce(subject, nobody, token), 'UNKNOWN_SESSION', 'a session that never was')
      await giveUp([user])
      assertError(await askOnce(subject, grant), 'UNKNOWN_SESSION', 'a session that has ended')
    },
  },
  {
    name: 'who polls is told when the session is cancelled',
    needsResponsive: true,
    inapplicable: needs('activity'),
    async run(subject) {
      await untilActive(subject, 0)
      const { grant } = await onePage(subject, ENDLESS_MS)
      await untilActive(subject, 1)
      const polling = askOnce(subject, grant)
      await using session = new ChartSession(subject.url, grant)
      await session.first('hello', PATIENCE_MS)
      session.cancel()
      // Whichever of the two came first: the poll found the session alive, or it has ended.
      const { status, body } = await polling
      assert.ok([410, 404].includes(status), `the poll of a cancelled session: ${status} ${body}`)
      await untilActive(subject, 0)
    },
  },
  {
    name: "a poll that reaches a process which is not its session's is told so, and counted",
    inapplicable: (subject) =>
      subject.capabilities.sticky
        ? needs('misroutes')(subject)
        : 'any process of the strategy may hold any session',
    async run(subject) {
      const before = await subject.misroutes!()
      await using user = await served(subject)
      const { grant } = user
      const queries = await started(subject)
      const token = resigned(subject, grant, { worker: 'zz9' })
      assertError(await askOnce(subject, grant, token), 'MISROUTED', 'a token of another worker')
      await eventually('the misroute is counted', async () => (await subject.misroutes!()) === before + 1)
      assert.equal(await started(subject), queries, 'the query was run again')
    },
  },
  {
    name: 'a poll for a worker that has died is told so, and no misroute is counted',
    inapplicable: (subject) =>
      needs('another', 'fault', 'processes', 'misroutes')(subject) ??
      (mortal(subject) ? undefined : 'no process that holds sessions may be killed'),
    async run(subject) {
      await using other = await subject.another!({})
      const { role, worker } = mortal(other)!
      const index = other.processes!()
        .filter((one) => one.role === role)
        .findIndex((one) => one.worker === worker)
      const grant = await sessionIn(other, worker!)
      await other.fault!('kill', role, index)
      const reply = await eventually('an answer of whoever took its place', () =>
        askOnce(other, grant).then(
          (answer) => (answer.status === 502 ? undefined : answer),
          // Nobody accepts connections yet.
          () => undefined,
        ),
      )
      assertError(reply, 'WORKER_GONE', 'the poll of a session that died with its worker')
      assert.equal(await other.misroutes!(), 0, 'misroutes')
    },
  },
  {
    name: 'a poll from a page of another origin is refused, one of an allowed origin may be asked',
    async run(subject) {
      await using user = await served(subject)
      const { grant } = user
      for (const origin of ['http://elsewhere.example', 'null']) {
        const reply = await askOnce(subject, grant, grant.token, { origin })
        assertError(reply, 'FORBIDDEN_ORIGIN', origin)
        assert.equal(reply.headers['access-control-allow-origin'], undefined, origin)
      }
      const host = await askOnce(subject, grant, grant.token, { host: 'rebound.example:80' })
      assertError(host, 'FORBIDDEN_ORIGIN', 'a foreign host name')
      const [origin] = subject.settings.allowedOrigins
      if (origin === undefined) return
      const preflight = await ask(subject.url, pollPath(grant), {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'authorization',
        },
      })
      assert.equal(preflight.status, 204, 'the preflight')
      assert.match(preflight.headers['access-control-allow-headers'] ?? '', /authorization/i)
      const reply = await askOnce(subject, grant, grant.token, { origin })
      assert.equal(reply.status, 200)
      assert.equal(reply.headers['access-control-allow-origin'], origin)
    },
  },
  {
    name: 'a poll counts against the limit of sockets',
    needsResponsive: true,
    inapplicable: needs('another', 'activity'),
    async run(subject) {
      const limits = { ...subject.settings.limits, sockets: 1 }
      await using other = await subject.another!({ workers: 1, limits })
      const { grant } = await onePage(other, ENDLESS_MS)
      await using session = new ChartSession(other.url, grant)
      await session.first('hello', PATIENCE_MS)
      assertError(await askOnce(other, grant), 'TOO_MANY', 'a poll beside the only socket')
    },
  },
  {
    name: 'when who polls hangs up, the query goes on for the grace time and ends in Postgres',
    needsResponsive: true,
    inapplicable: needs('another', 'activity'),
    async run(subject) {
      // Nobody else keeps the session: without the poll it would end sooner than the grace time.
      const attachMs = 300
      await using other = await subject.another!({ attachMs })
      const { grant } = await onePage(other, ENDLESS_MS)
      const hangingUp = new AbortController()
      const polling = pollChart(other.url, grant, { signal: hangingUp.signal })
      polling.catch(() => {})
      await untilActive(other, 1)
      const longMs = 2 * attachMs
      await new Promise((resolve) => setTimeout(resolve, longMs))
      assert.equal((await other.activity!()).active, 1, `the query has ended while somebody polled`)
      const left = performance.now()
      hangingUp.abort()
      await eventually('the query ends', async () => (await other.activity!()).active === 0, {
        withinMs: other.settings.graceMs + CANCEL_WITHIN_MS,
      })
      const lastedMs = performance.now() - left
      const { graceMs } = other.settings
      assert.ok(lastedMs >= graceMs - 20, `cancelled after ${lastedMs.toFixed(0)} ms, grace ${graceMs} ms`)
      assert.equal((await other.counts()).finished, 0, 'the query ran to its end')
    },
  },
]
