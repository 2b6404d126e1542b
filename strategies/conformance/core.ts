import { strict as assert } from 'node:assert'
import { ChartSession } from '../app/client/chartSession.ts'
import { openPage } from '../app/client/page.ts'
import { bucketsAbove, chartHash, keyName, widgetKey } from '../app/protocol/chart.ts'
import type { ConformanceCheck } from './contract.ts'

/** The wait of the queries that only verify. */
const QUERY_MS = 50
const PATIENCE_MS = 15_000

/**
 * What must hold before anything is measured: the right chart with the right hash, an interaction that is
 * answered from it, and one query in Postgres for it.
 */
export const core: readonly ConformanceCheck[] = [
  {
    name: 'a page, its chart, an interaction, exactly one query',
    async run({ url, expected, counts, signal }) {
      const key = widgetKey({ sensor: 17, window: 3 }, Math.floor(Math.random() * 900))
      const before = await counts()
      const [grant] = await openPage(url, { key, queryMs: QUERY_MS }, signal)
      await using session = new ChartSession(url, grant!)
      const chart = await session.chart(PATIENCE_MS)
      assert.equal(chartHash(key, chart.data), expected[keyName(key)], 'the chart has the wrong content')
      assert.equal(chart.hash, expected[keyName(key)], 'the chart bears the wrong hash')
      const level = chart.data[3]!.hi
      const patch = await session.interact(level)
      assert.deepEqual(patch.above, bucketsAbove(chart.data, level), 'the interaction is answered wrongly')
      assert.deepEqual(session.violations, [], 'messages break the protocol')
      await session.close()
      const after = await counts()
      assert.equal(after.started - before.started, 1, 'slow queries in Postgres for one chart')
    },
  },
]
