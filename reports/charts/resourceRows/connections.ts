import { greatest } from '../../extremes.ts'
import type { Busy } from '../busy.ts'
import { highest, readingOf } from './amounts.ts'
import type { ResourceRow } from './contract.ts'
import { amountChannels, areaOf, lineOf } from './layers.ts'

export const connections: ResourceRow = {
  id: 'connections',
  title: 'Connections in use',
  caption: (group) =>
    `of ${budgetOf(group)}; area: running a query, as servers told those whom they served${group.some(({ active }) => active.length > 0) ? '; line: queries active in Postgres' : ''}`,
  height: 84,
  has: (busy) => busy.active.length > 0 || busy.occupancy.some(({ running }) => running > 0),
  layers: ({ occupancy, active }, group, time) => {
    const channels = amountChannels(time, budgetOf(group), [0, budgetOf(group)])
    return [
      areaOf(
        occupancy.map(({ atMs, running }) => ({ atMs, value: running })),
        channels,
      ),
      lineOf(
        active.map((look) => ({ atMs: look.atMs, value: look.active })),
        channels,
        'step-after',
      ),
    ]
  },
  readings: ({ occupancy, active }) => [
    readingOf('\u00a0in use', 'after', occupancy, ({ running }) => running),
    readingOf('\u00a0active', 'after', active, (look) => look.active),
  ],
  finding: ({ occupancy, active }) =>
    `connections in use at most ${Math.max(
      highest(occupancy, ({ running }) => running),
      highest(active, (look) => look.active),
    )}`,
}

/** The same in all panels of a row: strategies are given the same budget. */
function budgetOf(group: readonly Busy[]): number {
  return greatest(
    group.map(({ budget }) => budget),
    1,
  )
}
