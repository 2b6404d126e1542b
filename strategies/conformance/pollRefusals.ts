import { strict as assert } from 'node:assert'
import { ChartSession } from '../app/client/chartSession.ts'
import type { SessionGrant } from '../app/protocol/messages.ts'
import { pollPath } from '../app/protocol/reattach.ts'
import type { ProcessInfo } from '../contract.ts'
import { ask, assertError } from './ask.ts'
import type { Booted, ConformanceCheck, Powers, Subject } from './contract.ts'
import { assertMisrouted } from './counted.ts'
import { eventually, PATIENCE_MS } from './eventually.ts'
import { needs, unlessSticky } from './needs.ts'
import { pollOnce } from './poll.ts'
import { rolesThatSuffer } from './roles.ts'
import { claimsOf, resigned } from './signed.ts'
import { ENDLESS_MS, giveUp, onePage, QUICK_MS, served } from './user.ts'

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
  return eventually(`a session in ${worker}`, async () => {
    const { grant } = await onePage(subject, QUICK_MS)
    grants.push(grant)
    return grants.find((one) => claimsOf(subject, one).worker === worker)
  })
}

export const pollRefusals: readonly ConformanceCheck[] = [
  {
    name: 'a poll without the right token gets nothing',
    async run(subject) {
      await using user = await served(subject)
      const { grant } = user
      const bare = await ask(subject.url, pollPath(grant))
      assertError(bare, 'BAD_TOKEN', 'no Authorization')
      const basic = await pollOnce(subject, grant, '', { authorization: 'Basic eDp5' })
      assertError(basic, 'BAD_TOKEN', 'another kind of Authorization')
      const { token } = grant
      const expired = resigned(subject, grant, { expires: 1 })
      for (const wrong of ['x', token.slice(0, -5), expired, 'A'.repeat(3_000)]) {
        assertError(await pollOnce(subject, grant, wrong), 'BAD_TOKEN', wrong.slice(0, 40))
      }
      const other = resigned(subject, grant, { session: 'another' })
      const reply = await pollOnce(subject, grant, other)
      assert.ok([401, 404].includes(reply.status), `the token of another session: ${reply.status}`)
      assert.equal((await pollOnce(subject, grant)).status, 200, 'the right token')
    },
  },
  {
    name: 'a poll for a session that there is not is told so',
    async run(subject) {
      await using user = await served(subject)
      const { grant } = user
      const nobody = { ...grant, id: 'nobody' }
      const token = resigned(subject, grant, { session: nobody.id })
      assertError(await pollOnce(subject, nobody, token), 'UNKNOWN_SESSION', 'a session that never was')
      await giveUp([user])
      assertError(await pollOnce(subject, grant), 'UNKNOWN_SESSION', 'a session that has ended')
    },
  },
  {
    name: "a poll that reaches a process which is not its session's is told so, and counted",
    inapplicable: (subject) => unlessSticky(subject) ?? needs('misroutes')(subject),
    async run(subject) {
      await assertMisrouted(subject, async (grant, token) =>
        assertError(await pollOnce(subject, grant, token), 'MISROUTED', 'a token of another worker'),
      )
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
        pollOnce(other, grant).then(
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
        const reply = await pollOnce(subject, grant, grant.token, { origin })
        assertError(reply, 'FORBIDDEN_ORIGIN', origin)
        assert.equal(reply.headers['access-control-allow-origin'], undefined, origin)
      }
      const host = await pollOnce(subject, grant, grant.token, { host: 'rebound.example:80' })
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
      const reply = await pollOnce(subject, grant, grant.token, { origin })
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
      assertError(await pollOnce(other, grant), 'TOO_MANY', 'a poll beside the only socket')
    },
  },
]
