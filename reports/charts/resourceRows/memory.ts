import { greatest } from '../../extremes.ts'
import { mebibytes } from '../../isolation.ts'
import type { Busy } from '../busy.ts'
import { highest, readingOf } from './amounts.ts'
import type { ResourceRow } from './contract.ts'
import { amountChannels, lineOf } from './layers.ts'

export const memory: ResourceRow = {
  id: 'memory',
  title: 'Memory',
  caption: (group) =>
    `MB, all processes of the strategy (Pss: shared pages count once)${limitsOf(group).length > 0 ? `; dashed: the limit of ${mebibytes(limitsOf(group)[0]!)} for its container` : ''}`,
  height: 90,
  has: (busy) => busy.memory.length > 0,
  layers: ({ memory: looks, memoryLimitBytes: limit }, group, time) => {
    const bytes = [...group.flatMap((busy) => busy.memory.map((look) => look.bytes)), ...limitsOf(group)]
    const channels = amountChannels(time, greatest(bytes, 1e6) / 1e6)
    return [
      ...(limit === null ? [] : [limitLine(limit / 1e6, channels.y)]),
      lineOf(
        looks.map(({ atMs, bytes }) => ({ atMs, value: bytes / 1e6 })),
        channels,
        'linear',
      ),
    ]
  },
  readings: ({ memory: looks }) => [readingOf('\u00a0MB', 'after', looks, ({ bytes }) => bytes / 1e6)],
  finding: ({ memory: looks }) =>
    `memory at most ${(highest(looks, ({ bytes }) => bytes) / 1e6).toFixed(0)} MB`,
}

/** Memory limits of those that have one. */
function limitsOf(group: readonly Busy[]): number[] {
  return group.flatMap(({ memoryLimitBytes }) => memoryLimitBytes ?? [])
}

function limitLine(value: number, y: object): object {
  return {
    data: { values: [{ value }] },
    mark: { type: 'rule', color: 'var(--bad)', strokeWidth: 1.2, strokeDash: [4, 2] },
    encoding: { y },
  }
}
