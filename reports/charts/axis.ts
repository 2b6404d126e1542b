/** Where an axis of time has its ticks, in which unit. */
export interface TimeAxis {
  /** The end of the axis, ms. */
  readonly endMs: number
  /** Values in the unit of the axis. */
  readonly ticks: readonly number[]
  readonly unit: 's' | 'ms'
  readonly msPerUnit: number
}

/** An axis from 0 to a little beyond `longestMs`, with three to five round ticks. */
export function timeAxis(longestMs: number): TimeAxis {
  const unit = longestMs >= 1_000 ? 's' : 'ms'
  const msPerUnit = unit === 's' ? 1_000 : 1
  const longest = Math.max(longestMs, 1) / msPerUnit
  const step = roundStep(longest / 4)
  const ticks: number[] = []
  for (let i = 0; i * step <= longest * 1.02; i++) ticks.push(Number((i * step).toPrecision(12)))
  return { endMs: Math.max(longest * 1.03, ticks.at(-1)!) * msPerUnit, ticks, unit, msPerUnit }
}

/** Counts from 0 to `n`: three or four whole ticks, the last of them `n` itself. */
export function countTicks(n: number): number[] {
  return n < 2 ? [0, n] : n % 3 === 0 && n > 6 ? [0, n / 3, (2 * n) / 3, n] : [0, Math.round(n / 2), n]
}

/** From 0 to a round end that is not below `most`: three ticks. */
export function amountTicks(most: number): readonly [0, number, number] {
  const step = roundStep(Math.max(most, 1e-9) / 2)
  return [0, step, 2 * step]
}

/** The smallest of 1, 2, 2.5 and 5 × 10ⁿ that is not below `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 2.5, 5].find((factor) => factor * power >= least * 0.999) ?? 10) * power
}

/** Vega-Lite's x channel for times in ms on that axis; the last tick carries the unit. */
export function timeChannel(axis: TimeAxis, field: string) {
  const last = axis.ticks.at(-1)!
  return {
    field,
    type: 'quantitative',
    scale: { domain: [0, axis.endMs], nice: false },
    axis: {
      values: axis.ticks.map((tick) => tick * axis.msPerUnit),
      labelExpr: `datum.value == ${last * axis.msPerUnit} ? '${last} ${axis.unit}' : '' + datum.value / ${axis.msPerUnit}`,
    },
  } as const
}
