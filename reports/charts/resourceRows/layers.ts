import { amountTicks, type TimeAxis, timeChannel } from '../axis.ts'

interface Point {
  readonly atMs: number
  readonly value: number
}

/** Amounts from 0 over time; `end` is the greatest of the row. */
export function amountChannels(time: TimeAxis, end: number, ticks: readonly number[] = amountTicks(end)) {
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

/** A line in the strategy's colour. */
export function lineOf(values: readonly Point[], encoding: object, interpolate: string): object {
  return {
    data: { values },
    mark: { type: 'line', interpolate, stroke: 'var(--c)', strokeWidth: 2, strokeJoin: 'round' },
    encoding,
  }
}

/** What lies below a line, paler. */
export function areaOf(values: readonly Point[], encoding: object): object {
  return {
    data: { values },
    mark: { type: 'area', interpolate: 'step-after', color: 'var(--c)', opacity: 0.28, line: false },
    encoding,
  }
}
