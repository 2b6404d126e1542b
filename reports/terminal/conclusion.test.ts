import { expect, test } from 'vitest'
import { simulatedRun } from '../../test/reports/simulated/run.ts'
import { groupsOf } from '../groups.ts'
import { conclusionLines } from './conclusion.ts'
import { paintWith } from './paint.ts'

/** The ranking of places with these reasons, unwrapped. */
function rankingText(...places: (readonly [strategy: string, reason: string])[]): string {
  const { report } = simulatedRun()
  const ranking = places.map(([strategy, reason]) => ({ strategy, reason }))
  const comparison = report.comparison.map((one) => ({ ...one, ranking }))
  const [group] = groupsOf({ ...report, comparison })
  const lines = conclusionLines(report, group!, 100, paintWith(false))
  return lines.slice(0, lines.indexOf('')).join(' ').replace(/\s+/g, ' ')
}

const cost = ', 9.0\u00a0ms CPU for each chart'

test('the ranking says once what several share, and leaves out figures', () => {
  expect(
    rankingText(
      ['single', `p95 7.00\u00a0s; a tie, and the cheapest of it${cost}, 0.04\u00a0MB for each user`],
      ['threads', 'p95 7.01\u00a0s; as fast, and needs more memory, 9.0\u00a0MB for each user'],
      ['cluster', `p95 7.01\u00a0s; as fast, and costs more CPU${cost}`],
      ['queue', `p95 7.02\u00a0s; as fast, and costs more CPU${cost}`],
    ),
  ).toBe(
    'ranking by p95: 1. single: a tie, and the cheapest of it; 2. threads: as fast, and needs more memory; 3. cluster, 4. queue: as fast, and costs more CPU',
  )
})

test('who is alone in its place does not get the reason of the next', () => {
  expect(
    rankingText(
      ['single', 'last chart 7.00\u00a0s'],
      ['threads', 'last chart 8.00\u00a0s'],
      ['cluster', `last chart 9.00\u00a0s; a tie, and the cheapest of it${cost}`],
      ['queue', `last chart 9.02\u00a0s; as fast, and costs more CPU${cost}`],
    ),
  ).toBe(
    'ranking by last chart: 1. single, 2. threads; 3. cluster: a tie, and the cheapest of it; 4. queue: as fast, and costs more CPU',
  )
})
