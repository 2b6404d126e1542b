import { strict as assert } from 'node:assert'
import { ChartSession } from '../app/client/chartSession.ts'
import { errors } from '../app/protocol/codes.ts'
import { signToken } from '../app/token.ts'
import type { ConformanceCheck, Powers, Subject } from './contract.ts'
import { eventually, within } from './eventually.ts'
import { needs } from './needs.ts'
import { assertEndsWith, assertServes, served } from './user.ts'

/** A worker that no target has. */
const NOBODY = 'zz9'
const HOUR_SECONDS = 3_600

function tokenFor(subject: Subject, session: string): string {
  const expires = Math.ceil(Date.now() / 1_000) + HOUR_SECONDS
  return signToken({ session, worker: NOBODY, expires }, subject.settings.secret)
}

function inapplicable(subject: Subject & Powers): string | undefined {
  return subject.capabilities.sticky ? undefined : 'any process of the strategy may hold any session'
}

export const misroute: readonly ConformanceCheck[] = [
  {
    name: "a socket that reaches a process which is not its session's is told so, and counted",
    inapplicable: (subject) => inapplicable(subject) ?? needs('misroutes')(subject),
    async run(subject) {
      const before = await subject.misroutes!()
      await using user = await served(subject)
      const { grant } = user
      const queries = await subject.counts()
      const token = tokenFor(subject, grant.id)
      await using session = new ChartSession(subject.url, { ...grant, token })
      await assertEndsWith(session, 'MISROUTED', 'a token of another worker')
      await eventually('the misroute is counted', async () => (await subject.misroutes!()) === before + 1)
      assert.equal((await subject.counts()).started, queries.started, 'the query was run again')
    },
  },
  {
    name: 'a session of a worker that does not exist is refused, not served by another',
    inapplicable,
    async run(subject) {
      await using user = await served(subject)
      const { grant } = user
      const lost = { id: grant.id, token: tokenFor(subject, grant.id), socket: `/session?w=${NOBODY}` }
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
