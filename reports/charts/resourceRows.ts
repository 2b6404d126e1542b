import { greatest } from '../extremes.ts'
import { mebibytes } from '../isolation.ts'
import { amountTicks, type TimeAxis, timeChannel } from './axis.ts'
import { type Busy, ownOf, totalOf } from './busy.ts'

/** What is read off a panel at a moment. `before`: a value holds up to its moment; `after`: from it on. */
export interface Reading {
  /** After the value: `% Postgres`. */
  readonly unit: string
  readonly holds: 'before' | 'after'
  readonly at: readonly number[]
  readonly values: readonly number[]
}

/** A row of the grid. */
export interface ResourceRow {
  readonly id: string
  readonly title: string
  /** The same where a user waits for several charts, if that makes a difference. */
  readonly titleOfCharts?: string
  readonly caption: (group: readonly Busy[]) => string
  /** Of a panel with its axis of time, px. */
  readonly height: number
  /** Whether there is anything to show of a strategy. */
  readonly has: (busy: Busy) => boolean
  readonly layers: (busy: Busy, group: readonly Busy[], time: TimeAxis) => object[]
  readonly readings: (busy: Busy) => readonly Reading[]
  /** For who does not see it. */
  readonly finding: (busy: Busy) => string
}

/** The stack of CPU, from below. */
const stack = [
  { of: 'serving', color: 'var(--c)', opacity: 1 },
  { of: 'companions', color: 'var(--c)', opacity: 0.5 },
  { of: 'postgres', color: 'var(--query)', opacity: 1 },
  { of: 'measuring', color: 'var(--strong)', opacity: 1 },
] as const

const cpu: ResourceRow = {
  id: 'cpu',
  title: 'CPU',
  caption: () =>
    '% of one core, stacked from below: server in the strategy’s colour; proxy, primary or job worker paler; Postgres dark grey; driver and harness light grey',
  height: 104,
  has: (busy) => busy.cpu.length > 0,
  layers: ({ cpu: looks }, group, time) => {
    const channels = amounts(
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

const memory: ResourceRow = {
  id: 'memory',
  title: 'Memory',
  caption: (group) =>
    `MB, all processes of the strategy (Pss: shared pages count once)${limitsOf(group).length > 0 ? `; dashed: the limit of ${mebibytes(limitsOf(group)[0]!)} for its container` : ''}`,
  height: 90,
  has: (busy) => busy.memory.length > 0,
  layers: ({ memory: looks, memoryLimitBytes: limit }, group, time) => {
    const bytes = [...group.flatMap((busy) => busy.memory.map((look) => look.bytes)), ...limitsOf(group)]
    const channels = amounts(time, greatest(bytes, 1e6) / 1e6)
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

const connections: ResourceRow = {
  id: 'connections',
  title: 'Connections in use',
  caption: (group) =>
    `of ${budgetOf(group)}; area: running a query, as servers told those whom they served${group.some(({ active }) => active.length > 0) ? '; line: queries active in Postgres' : ''}`,
  height: 84,
  has: (busy) => busy.active.length > 0 || busy.occupancy.some(({ running }) => running > 0),
  layers: ({ occupancy, active }, group, time) => {
    const channels = amounts(time, budgetOf(group), [0, budgetOf(group)])
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

const waiting: ResourceRow = {
  id: 'waiting',
  title: 'Users waiting',
  titleOfCharts: 'Charts waiting',
  caption: () => 'until their query begins, or they give up: for the server, a connection or a job worker',
  height: 90,
  has: (busy) => busy.occupancy.length > 0,
  layers: ({ occupancy }, group, time) => {
    const channels = amounts(
      time,
      most(group, (busy) => busy.occupancy.map((one) => one.waiting)),
    )
    const values = occupancy.map((one) => ({ atMs: one.atMs, value: one.waiting }))
    return [areaOf(values, channels), lineOf(values, channels, 'step-after')]
  },
  readings: ({ occupancy }) => [readingOf('\u00a0waiting', 'after', occupancy, (one) => one.waiting)],
  finding: ({ occupancy }) => `at most ${highest(occupancy, (one) => one.waiting)} waiting`,
}

const loop: ResourceRow = {
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

/** From the top. */
export const resourceRows: readonly ResourceRow[] = [cpu, memory, connections, waiting, loop]

interface Point {
  readonly atMs: number
  readonly value: number
}

function amounts(time: TimeAxis, end: number, ticks: readonly number[] = amountTicks(end)) {
  return {
    x: timeChannel(time, 'atMs'),
    y: {
      field: 'value',
      type: 'quantitative',
      scale: { domain: [0, ticks.at(-1)], nice: false },
      axis: { values: ticks, grid: true },
    },
  }
}

function limitLine(value: number, y: object): object {
  return {
    data: { values: [{ value }] },
    mark: { type: 'rule', color: 'var(--bad)', strokeWidth: 1.2, strokeDash: [4, 2] },
    encoding: { y },
  }
}

/** Memory limits of those that have one. */
function limitsOf(group: readonly Busy[]): number[] {
  return group.flatMap(({ memoryLimitBytes }) => memoryLimitBytes ?? [])
}

function lineOf(values: readonly Point[], encoding: object, interpolate: string): object {
  return {
    data: { values },
    mark: { type: 'line', interpolate, stroke: 'var(--c)', strokeWidth: 2, strokeJoin: 'round' },
    encoding,
  }
}

function areaOf(values: readonly Point[], encoding: object): object {
  return {
    data: { values },
    mark: { type: 'area', interpolate: 'step-after', color: 'var(--c)', opacity: 0.28, line: false },
    encoding,
  }
}

function readingOf<T extends { readonly atMs: number }>(
  unit: string,
  holds: Reading['holds'],
  items: readonly T[],
  value: (item: T) => number,
): Reading {
  return {
    unit,
    holds,
    at: items.map(({ atMs }) => Math.round(atMs)),
    values: items.map((item) => Number(value(item).toPrecision(3))),
  }
}

/** The same in all panels of a row: strategies are given the same budget. */
function budgetOf(group: readonly Busy[]): number {
  return greatest(
    group.map(({ budget }) => budget),
    1,
  )
}

function most(group: readonly Busy[], values: (busy: Busy) => readonly number[]): number {
  return greatest(group.flatMap(values), 1)
}

function highest<T>(items: readonly T[], value: (item: T) => number): number {
  return greatest(items.map(value), 0)
}
