import { strict as assert } from 'node:assert'
import { ChartSession } from '../app/client/chartSession.ts'
import { errors } from '../app/protocol/codes.ts'
import type { ConformanceCheck } from './contract.ts'
import { assertMisrouted } from './counted.ts'
import { within } from './eventually.ts'
import { needs, unlessSticky } from './needs.ts'
import { NOBODY, resigned } from './signed.ts'
import { assertEndsWith, assertServes, served } from './user.ts'

export const misroute: readonly ConformanceCheck[] = [
  {
    name: "a socket that reaches a process which is not its session's is told so, and counted",
    inapplicable: (subject) => unlessSticky(subject) ?? needs('misroutes')(subject),
    async run(subject) {
      await assertMisrouted(subject, async (grant, token) => {
        await using session = new ChartSession(subject.url, { ...grant, token })
        await assertEndsWith(session, 'MISROUTED', 'a token of another worker')
      })
    },
  },
  {
    name: 'a session of a worker that does not exist is refused, not served by another',
    inapplicable: unlessSticky,
    async run(subject) {
      await using user = await served(subject)
      const { grant } = user
      const lost = {
        id: grant.id,
        token: resigned(subject, grant, { worker: NOBODY }),
        socket: `/session?w=${NOBODY}`,
      }
      await using session = new ChartSession(subject.url, lost)
      const end = await within('the socket is closed', session.closed)
      const codes: number[] = [errors.MISROUTED.close, errors.WORKER_GONE.close]
      assert.ok(
        codes.includes(end.code),
        `close code ${end.code} ${end.reason} ${end.failure?.message ?? ''}`,
      )
      await assertServes(subject)
    },
  },
]
