import { strict as assert } from 'node:assert'
import { ChartSession } from '../app/client/chartSession.ts'
import { failureCode } from '../app/client/failure.ts'
import { openPage } from '../app/client/page.ts'
import { nowUs } from '../app/clock.ts'
import { errors } from '../app/protocol/codes.ts'
import { ask, assertError } from './ask.ts'
import type { ConformanceCheck } from './contract.ts'
import { eventually, PATIENCE_MS, within } from './eventually.ts'
import { needs } from './needs.ts'
import { arrive, assertEndsWith, freshKey, QUICK_MS } from './user.ts'

export const limits: readonly ConformanceCheck[] = [
  {
    name: 'sessions and sockets beyond the limits are refused, and welcome again when there is room',
    needsResponsive: true,
    inapplicable: needs('another'),
    async run(subject) {
      await using other = await subject.another!({
        workers: 1,
        limits: { ...subject.settings.limits, sessions: 3, sockets: 2 },
      })
      const { url, signal } = other
      const grants = await openPage(url, { key: freshKey(), widgets: 3, queryMs: 0 }, signal)
      const message = assertError(await ask(url, '/?query=0ms'), 'TOO_MANY', 'a fourth session')
      assert.match(message, /\b3\b/, 'the message does not name the limit')
      await using one = new ChartSession(url, grants[0]!)
      await using two = new ChartSession(url, grants[1]!)
      await Promise.all([one, two].map((session) => session.first('hello', PATIENCE_MS)))
      await using three = new ChartSession(url, grants[2]!)
      await assertEndsWith(three, 'TOO_MANY', 'a third socket')
      await one.close()
      await eventually('a socket is welcome again', async () => {
        await using again = new ChartSession(url, grants[2]!)
        return await again.first('hello', PATIENCE_MS).then(
          () => true,
          (error: Error) => failureCode(error) !== 'TOO_MANY' && Promise.reject(error),
        )
      })
      await eventually(
        'a session is welcome again',
        async () => (await ask(url, '/?query=0ms')).status === 200,
      )
    },
  },
  {
    name: 'sessions end when their time is over, and their tokens with them',
    inapplicable: needs('another'),
    async run(subject) {
      const sessionMs = 600
      await using other = await subject.another!({ sessionMs })
      const since = nowUs()
      await using user = await arrive(other, QUICK_MS)
      await assertEndsWith(user.session, 'UNKNOWN_SESSION', 'an expired session')
      const lastedMs = (nowUs() - since) / 1_000
      assert.ok(lastedMs >= sessionMs, `it ended after ${lastedMs.toFixed(0)} of ${sessionMs} ms`)
      assert.ok(lastedMs < sessionMs + 3_000, `it ended only after ${lastedMs.toFixed(0)} ms`)
      await using late = new ChartSession(other.url, user.grant)
      const end = await within('the late socket is closed', late.closed)
      const codes: number[] = [errors.UNKNOWN_SESSION.close, errors.BAD_TOKEN.close]
      assert.ok(codes.includes(end.code), `close code ${end.code} ${end.reason}`)
    },
  },
]
