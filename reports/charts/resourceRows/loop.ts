import { timeChannel } from '../axis.ts'
import { highest, most, readingOf } from './amounts.ts'
import type { ResourceRow } from './contract.ts'
import { lineOf } from './layers.ts'

export const loop: ResourceRow = {
  id: 'loop',
  title: 'Event-loop delay',
  caption: () => 'the longest in each second, log scale; loops that serve sockets',
  height: 100,
  has: (busy) => busy.loop.length > 0,
  layers: ({ loop: seconds }, group, time) => {
    const end = 10 ** Math.max(2, Math.ceil(Math.log10(most(group, (busy) => busy.loop.map(({ ms }) => ms)))))
    const ticks = [1, 10, 100, 1_000, 10_000, 100_000].filter((tick) => tick <= end)
    const values = seconds.map(({ atMs, ms }) => ({ atMs, value: Math.max(1, ms) }))
    const y = {
      field: 'value',
      type: 'quantitative',
      scale: { type: 'log', domain: [1, end], nice: false },
      axis: {
        values: ticks.length > 4 ? ticks.filter((_, i) => i % 2 === 0) : ticks,
        grid: true,
        labelExpr: "datum.value < 1000 ? datum.value + ' ms' : datum.value / 1000 + ' s'",
      },
    }
    const first = values[0]
    return [
      lineOf(
        first ? [{ ...first, atMs: 0 }, ...values] : [],
        { x: timeChannel(time, 'atMs'), y },
        'step-before',
      ),
    ]
  },
  readings: ({ loop: seconds }) => [readingOf('\u00a0ms', 'before', seconds, ({ ms }) => ms)],
  finding: ({ loop: seconds }) =>
    `event-loop delay at most ${highest(seconds, ({ ms }) => ms).toFixed(0)} ms`,
}
