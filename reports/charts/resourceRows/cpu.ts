import { ownOf, totalOf } from '../busy.ts'
import { highest, most, readingOf } from './amounts.ts'
import type { ResourceRow } from './contract.ts'
import { amountChannels } from './layers.ts'

/** The stack of CPU, from below. */
const stack = [
  { of: 'serving', color: 'var(--c)', opacity: 1 },
  { of: 'companions', color: 'var(--c)', opacity: 0.5 },
  { of: 'postgres', color: 'var(--query)', opacity: 1 },
  { of: 'measuring', color: 'var(--strong)', opacity: 1 },
] as const

export const cpu: ResourceRow = {
  id: 'cpu',
  title: 'CPU',
  caption: () =>
    '% of one core, stacked from below: server in the strategy’s colour; proxy, primary or job worker paler; Postgres dark grey; driver and harness light grey',
  height: 104,
  has: (busy) => busy.cpu.length > 0,
  layers: ({ cpu: looks }, group, time) => {
    const channels = amountChannels(
      time,
      most(group, (busy) => busy.cpu.map(totalOf)),
    )
    return stack.map(({ of, color, opacity }, place) => {
      const below = stack.slice(0, place)
      const values = looks.map((look) => {
        const from = below.reduce((sum, part) => sum + look[part.of], 0)
        return { atMs: look.atMs, from, value: from + look[of] }
      })
      const first = values[0]
      return {
        data: { values: first ? [{ ...first, atMs: 0 }, ...values] : [] },
        mark: { type: 'area', interpolate: 'step-before', color, opacity },
        encoding: { ...channels, y2: { field: 'from' } },
      }
    })
  },
  readings: ({ cpu: looks }) => [
    readingOf('\u00a0%', 'before', looks, (look) => Math.round(ownOf(look))),
    readingOf('\u00a0% Postgres', 'before', looks, ({ postgres }) => Math.round(postgres)),
  ],
  finding: ({ cpu: looks }) =>
    `CPU of its own processes at most ${highest(looks, ownOf).toFixed(0)} % of one core, of Postgres ${highest(looks, ({ postgres }) => postgres).toFixed(0)} %`,
}
