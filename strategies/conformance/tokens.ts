import { strict as assert } from 'node:assert'
import { ChartSession } from '../app/client/chartSession.ts'
import { openRawSocket } from '../app/client/rawSocket.ts'
import type { SessionGrant } from '../app/protocol/messages.ts'
import { SUBPROTOCOL } from '../app/protocol/messages.ts'
import { signToken } from '../app/token.ts'
import type { ConformanceCheck, Subject } from './contract.ts'
import { within } from './eventually.ts'
import { claimsOf, resigned } from './signed.ts'
import { assertEndsWith, assertServes, rightChart, served } from './user.ts'

/** Tokens that must not open the session of `grant`, by what is wrong with them. */
function badTokens(subject: Subject, grant: SessionGrant): Record<string, string> {
  const { token } = grant
  const [body = '', signature = ''] = token.split('.')
  const flipped = (signature[0] === 'A' ? 'B' : 'A') + signature.slice(1)
  return {
    'signed by another': signToken(claimsOf(subject, grant), 'ab'.repeat(32)),
    expired: resigned(subject, grant, { expires: Math.floor(Date.now() / 1_000) - 1 }),
    'a changed signature': `${body}.${flipped}`,
    'a changed body': `${Buffer.from('["x","w1",9999999999]').toString('base64url')}.${signature}`,
    'no signature': body,
    'an empty signature': `${body}.`,
    'cut off': token.slice(0, -5),
    'no token at all': 'x',
    overlong: `${'A'.repeat(3_000)}.${signature}`,
    'signed, but overlong': resigned(subject, grant, { session: 'x'.repeat(2_000) }),
  }
}

export const tokens: readonly ConformanceCheck[] = [
  {
    name: 'forged, cut, expired and overlong tokens open nothing, and hurt nobody',
    async run(subject) {
      await using user = await served(subject)
      const { key, grant } = user
      for (const [what, token] of Object.entries(badTokens(subject, grant))) {
        await using session = new ChartSession(subject.url, { ...grant, token })
        await assertEndsWith(session, 'BAD_TOKEN', `a token that is ${what}`)
        assert.ok(!session.received.some(({ type }) => type === 'hello'), `${what}: it was let in`)
      }
      await using session = new ChartSession(subject.url, grant)
      await rightChart(subject, { key, session })
    },
  },
  {
    name: 'a socket without subprotocols, or without a token, is refused',
    async run(subject) {
      await using user = await served(subject)
      const { grant } = user
      await assertEndsWith(openRawSocket(subject.url, grant.socket), 'MALFORMED', 'no subprotocol')
      const bare = openRawSocket(subject.url, grant.socket, { protocols: [SUBPROTOCOL] })
      await assertEndsWith(bare, 'BAD_TOKEN', 'no token')
      // None that it knows: the server selects none, which a client must take for a failure.
      const other = openRawSocket(subject.url, grant.socket, { protocols: ['bench.v0', grant.token] })
      const end = await within('the socket of another version ends', other.closed)
      assert.ok(end.failure, `a socket of another version ended with ${end.code}`)
      await assertServes(subject)
    },
  },
]
