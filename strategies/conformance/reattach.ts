import { strict as assert } from 'node:assert'
import { ChartSession } from '../app/client/chartSession.ts'
import type { ConformanceCheck } from './contract.ts'
import { assertGrace, assertOneCancelled, assertOneQuery } from './counted.ts'
import { needs } from './needs.ts'
import {
  arrive,
  assertEndsWith,
  ENDLESS_MS,
  greeted,
  onePage,
  QUICK_MS,
  rightAnswer,
  rightChart,
} from './user.ts'
import { untilActive } from './watch.ts'

export const reattach: readonly ConformanceCheck[] = [
  {
    name: 'a cut socket attaches again: the chart again, no second query',
    async run(subject) {
      const before = await subject.counts()
      const { key, grant } = await onePage(subject, QUICK_MS)
      const first = new ChartSession(subject.url, grant)
      await rightChart(subject, { key, session: first })
      await first[Symbol.asyncDispose]()
      await using second = new ChartSession(subject.url, grant)
      const chart = await rightChart(subject, { key, session: second })
      await rightAnswer(second, chart)
      await assertOneQuery(subject, before)
    },
  },
  {
    name: 'a socket cut in mid-query attaches again to the same query',
    needsResponsive: true,
    inapplicable: needs('activity'),
    async run(subject) {
      await untilActive(subject, 0)
      const before = await subject.counts()
      const { key, grant } = await onePage(subject, 150)
      const first = new ChartSession(subject.url, grant)
      await first.first('status', 5_000)
      await first[Symbol.asyncDispose]()
      await using second = new ChartSession(subject.url, grant)
      await rightChart(subject, { key, session: second })
      await assertOneQuery(subject, before)
    },
  },
  {
    name: 'two viewers of one session: both see the chart, each its own answers',
    async run(subject) {
      const before = await subject.counts()
      const { key, grant } = await onePage(subject, QUICK_MS)
      await using one = new ChartSession(subject.url, grant)
      await using other = new ChartSession(subject.url, grant)
      const [chart] = await Promise.all([one, other].map((session) => rightChart(subject, { key, session })))
      await rightAnswer(one, chart!)
      await one.close()
      await rightAnswer(other, chart!)
      assert.equal(
        other.received.filter(({ type }) => type === 'patch').length,
        1,
        "the other's answers came",
      )
      await assertOneQuery(subject, before)
    },
  },
  {
    name: 'after the grace time the session is gone, and so is its query',
    needsResponsive: true,
    inapplicable: needs('activity'),
    async run(subject) {
      await untilActive(subject, 0)
      const before = await subject.counts()
      const user = await arrive(subject, ENDLESS_MS)
      await untilActive(subject, 1)
      await greeted([user])
      await user[Symbol.asyncDispose]()
      const left = performance.now()
      await untilActive(subject, 0)
      assertGrace(subject, left)
      await using late = new ChartSession(subject.url, user.grant)
      await assertEndsWith(late, 'UNKNOWN_SESSION', 'a socket after the grace time')
      await assertOneCancelled(subject, before)
    },
  },
  {
    name: 'a session that nobody attaches to is given up',
    needsResponsive: true,
    inapplicable: needs('another', 'activity'),
    async run(subject) {
      await using other = await subject.another!({ attachMs: 200 })
      await onePage(other, ENDLESS_MS)
      await untilActive(other, 1)
      await untilActive(other, 0, 5_000)
      assert.equal((await other.counts()).finished, 0, 'the query ran to its end')
    },
  },
]
