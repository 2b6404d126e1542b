import { strict as assert } from 'node:assert'
import { ChartSession } from '../app/client/chartSession.ts'
import { openPage } from '../app/client/page.ts'
import { nowUs } from '../app/clock.ts'
import { widgetKey } from '../app/protocol/chart.ts'
import type { ConformanceCheck } from './contract.ts'
import { needs } from './needs.ts'
import { arrive, assertStages, crowd, freshKey, QUICK_MS, rightChart } from './user.ts'
import { peakDuring } from './watch.ts'

export const charts: readonly ConformanceCheck[] = [
  {
    name: 'different keys give different charts, each the right one',
    async run(subject) {
      const hashes = new Set<string>()
      const count = 4
      for (let i = 0; i < count; i++) {
        await using user = await arrive(subject, 0)
        const chart = await rightChart(subject, user)
        hashes.add(chart.hash)
      }
      assert.equal(hashes.size, count, 'different keys have the same chart')
    },
  },
  {
    name: 'messages are numbered and stamped, stages lie in the order of time',
    async run(subject) {
      const since = nowUs()
      await using user = await arrive(subject, QUICK_MS)
      const chart = await rightChart(subject, user)
      const [hello] = user.session.received
      assert.equal(hello?.type === 'hello' && hello.session, user.grant.id, 'the first message is a hello')
      assertStages(chart, since, QUICK_MS)
      const stamps = user.session.received.map(({ at }) => at)
      assert.deepEqual(
        stamps,
        stamps.toSorted((a, b) => a - b),
        'the stamps go back',
      )
    },
  },
  {
    name: 'three widgets on a page: three keys in a row, three queries',
    async run(subject) {
      const { url, counts, signal } = subject
      const key = freshKey()
      const before = await counts()
      const grants = await openPage(url, { key, widgets: 3, queryMs: QUICK_MS }, signal)
      const sessions = grants.map((grant) => new ChartSession(url, grant))
      try {
        await Promise.all(
          sessions.map((session, i) => rightChart(subject, { key: widgetKey(key, i), session })),
        )
      } finally {
        await Promise.all(sessions.map((session) => session[Symbol.asyncDispose]()))
      }
      assert.equal((await counts()).started - before.started, 3, 'slow queries for three widgets')
    },
  },
  {
    name: 'eight users at once: each the right chart, eight queries, at most P connections',
    inapplicable: needs('activity'),
    async run(subject) {
      const before = await subject.counts()
      const serveAll = async () => {
        await using group = await crowd(subject, 8, QUICK_MS)
        await Promise.all(group.users.map((user) => rightChart(subject, user)))
      }
      const { peak } = await peakDuring(subject, serveAll())
      const after = await subject.counts()
      const { connections } = subject.settings
      assert.equal(after.started - before.started, 8, 'slow queries started for eight charts')
      assert.equal(after.finished - before.finished, 8, 'slow queries finished for eight charts')
      assert.ok(
        peak.connections <= connections,
        `${peak.connections} connections where ${connections} are allowed`,
      )
    },
  },
]
