import { strict as assert } from 'node:assert'
import { openRawSocket } from '../app/client/rawSocket.ts'
import { errors } from '../app/protocol/codes.ts'
import { SUBPROTOCOL, VERSION } from '../app/protocol/messages.ts'
import { ask } from './ask.ts'
import type { ConformanceCheck, Subject } from './contract.ts'
import { within } from './eventually.ts'
import { assertEndsWith, assertServes, served, type User } from './user.ts'

const malformed: Readonly<Record<string, string | Uint8Array>> = {
  'no JSON': '{"v":1,',
  'not an object': '7',
  'no type': '{}',
  'an unknown type': `{"v":${VERSION},"type":"chart"}`,
  'another version': '{"v":2,"type":"cancel"}',
  'a level that is no integer': `{"v":${VERSION},"type":"interact","n":1,"value":"high"}`,
  'a level out of bounds': `{"v":${VERSION},"type":"interact","n":1,"value":1e12}`,
  'a prototype': `{"v":${VERSION},"type":"__proto__"}`,
  'a binary frame': new Uint8Array([1, 2, 3]),
}

async function openedSocket(subject: Subject, { grant }: User) {
  const socket = openRawSocket(subject.url, grant.socket, { protocols: [SUBPROTOCOL, grant.token] })
  assert.ok(await within('the socket is open', socket.opened), 'the socket was refused')
  return socket
}

export const frames: readonly ConformanceCheck[] = [
  {
    name: 'malformed messages end their socket, and no other',
    async run(subject) {
      await using user = await served(subject)
      for (const [what, data] of Object.entries(malformed)) {
        const socket = await openedSocket(subject, user)
        socket.send(data)
        await assertEndsWith(socket, 'MALFORMED', what)
      }
      await assertServes(subject)
    },
  },
  {
    name: 'a message beyond the limit ends its socket with 1009, and no other',
    async run(subject) {
      await using user = await served(subject)
      const socket = await openedSocket(subject, user)
      socket.send('x'.repeat(subject.settings.limits.messageBytes + 1))
      const end = await within('the socket is closed', socket.closed)
      assert.equal(end.code, errors.TOO_LARGE.close, `close code ${end.code}`)
      await assertServes(subject)
    },
  },
  {
    name: 'an upgrade at another path, or half an upgrade, hurts nobody',
    async run(subject) {
      const other = openRawSocket(subject.url, '/elsewhere', { protocols: [SUBPROTOCOL] })
      assert.equal(await within('the upgrade is answered', other.opened), false)
      const reply = await ask(subject.url, '/session', {
        headers: { connection: 'upgrade', upgrade: 'websocket' },
      })
      assert.ok(reply.status >= 400, `status ${reply.status} to an upgrade without a key`)
      await assertServes(subject)
    },
  },
]
