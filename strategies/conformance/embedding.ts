import { strict as assert } from 'node:assert'
import { ChartSession } from '../app/client/chartSession.ts'
import { createSessions } from '../app/client/page.ts'
import { openRawSocket } from '../app/client/rawSocket.ts'
import { type SessionGrant, SUBPROTOCOL } from '../app/protocol/messages.ts'
import { ask, assertError, postSessions } from './ask.ts'
import type { ConformanceCheck, Subject } from './contract.ts'
import { assertEndsWith, drain, freshKey, rightAnswer, rightChart, served } from './user.ts'

const FOREIGN = 'http://elsewhere.example'
/** A foreign name that resolves to this machine: what an attacker's page would use. */
const FOREIGN_HOST = 'rebound.example:80'

const needsAllowedOrigin = ({ settings }: Subject) =>
  settings.allowedOrigins.length > 0 ? undefined : 'the settings allow no other origin'

export const embedding: readonly ConformanceCheck[] = [
  {
    name: 'a page of an allowed origin embeds a chart',
    inapplicable: needsAllowedOrigin,
    async run(subject) {
      const origin = subject.settings.allowedOrigins[0]!
      const key = freshKey()
      const preflight = await ask(subject.url, '/sessions', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      })
      assert.equal(preflight.status, 204)
      assert.equal(preflight.headers['access-control-allow-origin'], origin)
      assert.match(preflight.headers['access-control-allow-headers'] ?? '', /content-type/i)
      const script = await ask(subject.url, '/embed.js', { headers: { origin } })
      assert.equal(script.headers['access-control-allow-origin'], origin)
      const [grant] = await createSessions(subject.url, { key, queryMs: 0 }, { origin })
      await using session = new ChartSession(subject.url, grant!, { origin })
      const chart = await rightChart(subject, { key, session })
      await rightAnswer(session, chart)
    },
  },
  {
    name: 'an answer to an allowed origin is for it alone',
    inapplicable: needsAllowedOrigin,
    async run(subject) {
      const origin = subject.settings.allowedOrigins[0]!
      const { status, headers, body } = await postSessions(subject.url, '{"query":"0ms"}', { origin })
      assert.equal(status, 200)
      assert.equal(headers['access-control-allow-origin'], origin)
      assert.match(headers.vary ?? '', /\borigin\b/i)
      assert.equal(headers['cache-control'], 'no-store')
      await drain(subject, JSON.parse(body) as SessionGrant[])
    },
  },
  {
    name: 'a page of another origin is refused',
    async run(subject) {
      for (const origin of [FOREIGN, 'null', subject.url.replace('http:', 'https:')]) {
        const reply = await postSessions(subject.url, '{"query":"0ms"}', { origin })
        assertError(reply, 'FORBIDDEN_ORIGIN', origin)
        assert.equal(reply.headers['access-control-allow-origin'], undefined, origin)
      }
      await using user = await served(subject)
      await using session = new ChartSession(subject.url, user.grant, { origin: FOREIGN })
      await assertEndsWith(session, 'FORBIDDEN_ORIGIN', 'a socket of another origin')
      assert.ok(!session.received.some((message) => message.type === 'chart'), 'the chart was sent')
    },
  },
  {
    name: 'a request under a foreign host name is refused',
    async run(subject) {
      const headers = { host: FOREIGN_HOST }
      assertError(await ask(subject.url, '/', { headers }), 'FORBIDDEN_ORIGIN', 'the page')
      await using user = await served(subject)
      const { grant } = user
      const socket = openRawSocket(subject.url, grant.socket, {
        protocols: [SUBPROTOCOL, grant.token],
        headers: { ...headers, origin: `http://${FOREIGN_HOST}` },
      })
      await assertEndsWith(socket, 'FORBIDDEN_ORIGIN', 'the socket')
    },
  },
]
