import { highest, most, readingOf } from './amounts.ts'
import type { ResourceRow } from './contract.ts'
import { amountChannels, areaOf, lineOf } from './layers.ts'

export const waiting: ResourceRow = {
  id: 'waiting',
  title: 'Users waiting',
  titleOfCharts: 'Charts waiting',
  caption: () => 'until their query begins, or they give up: for the server, a connection or a job worker',
  height: 90,
  has: (busy) => busy.occupancy.length > 0,
  layers: ({ occupancy }, group, time) => {
    const channels = amountChannels(
      time,
      most(group, (busy) => busy.occupancy.map((one) => one.waiting)),
    )
    const values = occupancy.map((one) => ({ atMs: one.atMs, value: one.waiting }))
    return [areaOf(values, channels), lineOf(values, channels, 'step-after')]
  },
  readings: ({ occupancy }) => [readingOf('\u00a0waiting', 'after', occupancy, (one) => one.waiting)],
  finding: ({ occupancy }) => `at most ${highest(occupancy, (one) => one.waiting)} waiting`,
}
