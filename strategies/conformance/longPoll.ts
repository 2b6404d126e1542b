import { strict as assert } from 'node:assert'
import { ChartSession } from '../app/client/chartSession.ts'
import { pollChart } from '../app/client/poll.ts'
import { parseServerMessage } from '../app/protocol/messages.ts'
import type { ConformanceCheck } from './contract.ts'
import { assertGrace, assertOneQuery } from './counted.ts'
import { PATIENCE_MS } from './eventually.ts'
import { needs } from './needs.ts'
import { pollOnce, rightPolledChart } from './poll.ts'
import { ENDLESS_MS, onePage, QUICK_MS, rightChart } from './user.ts'
import { CANCEL_WITHIN_MS, untilActive } from './watch.ts'

/** A poll that is told how things stand before its chart can be there. */
const SHORT_POLL_MS = 100
const SLOWER_MS = 500

export const longPoll: readonly ConformanceCheck[] = [
  {
    name: 'a chart by long poll, with the one query of its session',
    async run(subject) {
      const before = await subject.counts()
      const { key, grant } = await onePage(subject, QUICK_MS)
      await rightPolledChart(subject, { key, grant })
      const again = await pollOnce(subject, grant)
      assert.equal(again.status, 200, 'a poll within the grace time')
      assert.equal(again.headers['cache-control'], 'no-store')
      await assertOneQuery(subject, before)
    },
  },
  {
    name: 'a poll and a socket of one session share its query, and the chart',
    async run(subject) {
      const before = await subject.counts()
      const { key, grant } = await onePage(subject, QUICK_MS)
      await using session = new ChartSession(subject.url, grant)
      const [pushed, polled] = await Promise.all([
        rightChart(subject, { key, session }),
        rightPolledChart(subject, { key, grant }),
      ])
      assert.deepEqual(polled.stages, pushed.stages, 'both tell of one query')
      await assertOneQuery(subject, before)
    },
  },
  {
    name: 'a poll that waits long is told how things stand, and asks again',
    needsResponsive: true,
    inapplicable: needs('another'),
    async run(subject) {
      await using other = await subject.another!({ pollMs: SHORT_POLL_MS })
      const before = await other.counts()
      const { key, grant } = await onePage(other, SLOWER_MS)
      const reply = await pollOnce(other, grant)
      assert.equal(reply.status, 202, `the first poll: ${reply.body.slice(0, 200)}`)
      const parsed = parseServerMessage(reply.body)
      assert.ok(parsed.ok && parsed.message.type === 'status', 'its body is no status')
      await rightPolledChart(other, { key, grant })
      await assertOneQuery(other, before)
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
      const polling = pollOnce(subject, grant)
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
      assert.equal((await other.activity!()).active, 1, 'the query has ended while somebody polled')
      const left = performance.now()
      hangingUp.abort()
      await untilActive(other, 0, other.settings.graceMs + CANCEL_WITHIN_MS)
      assertGrace(other, left)
      assert.equal((await other.counts()).finished, 0, 'the query ran to its end')
    },
  },
]
