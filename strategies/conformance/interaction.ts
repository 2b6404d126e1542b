import { strict as assert } from 'node:assert'
import { errors } from '../app/protocol/codes.ts'
import type { ConformanceCheck } from './contract.ts'
import { arrive, ENDLESS_MS, rightAnswer, rightChart } from './user.ts'

export const interaction: readonly ConformanceCheck[] = [
  {
    name: 'interactions are answered from the state, without a query',
    async run(subject) {
      await using user = await arrive(subject, 0)
      const chart = await rightChart(subject, user)
      const before = await subject.counts()
      for (const bucket of [0, 7, 19]) await rightAnswer(user.session, chart, bucket)
      const [all, none] = [
        await user.session.interact(-1_000_000_000),
        await user.session.interact(1_000_000_000),
      ]
      assert.equal(all.above.length, chart.data.length, 'the lowest level leaves buckets out')
      assert.deepEqual(none.above, [], 'the highest level has buckets above it')
      assert.deepEqual(await subject.counts(), before, 'an interaction asked the database')
    },
  },
  {
    name: 'many interactions at once are answered each by its number, in order',
    async run(subject) {
      await using user = await arrive(subject, 0)
      const chart = await rightChart(subject, user)
      const levels = chart.data.map((row) => row.hi)
      const patches = await Promise.all(levels.map((level) => user.session.interact(level)))
      assert.deepEqual(
        patches.map((patch) => patch.level),
        levels,
        'patches are mixed up',
      )
      assert.deepEqual(
        patches.map((patch) => patch.n),
        patches.map((_, i) => i + 1),
        'patches out of order',
      )
      assert.deepEqual(user.session.violations, [])
    },
  },
  {
    name: 'an interaction before the chart is refused, and the socket stays',
    needsResponsive: true,
    async run(subject) {
      await using user = await arrive(subject, ENDLESS_MS)
      await user.session.first('hello', 5_000)
      await assert.rejects(user.session.interact(0), { code: 'MALFORMED' })
      user.session.cancel()
      const end = await user.session.closed
      assert.equal(end.code, errors.CANCELLED.close, 'the socket did not live until the cancel')
    },
  },
]
