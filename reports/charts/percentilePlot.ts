import { nearestRank } from '../percentiles.ts'
import { apart } from './apart.ts'
import { timeAxis, timeChannel } from './axis.ts'
import type { Plot, Room } from './contract.ts'
import { type Mark, marksLayer } from './marks.ts'

/** The most points of a plot, and of one line: more than its width in pixels shows nothing more. */
const POINTS = 2_000
const POINTS_A_LINE = 400

/** Of the picture, px. */
export const HEIGHT = 274
const AROUND = { left: 44, top: 8, bottom: 36 }
const PLOT_HEIGHT = HEIGHT - AROUND.top - AROUND.bottom
const LABEL_GAP = 14

/** The line of a strategy. */
export interface Curve {
  readonly mark: Mark
  readonly color: string
  /** All times to chart, ms ascending; never empty. */
  readonly sorted: readonly number[]
  /** Where the line stops: the highest percentile that its n carries. */
  readonly end: number
  /** What stands at its end. */
  readonly label: string
}

/** The best possible times: a line, or only what is known of it. */
export interface Floor {
  readonly sorted: readonly number[] | null
  /** By percentile. */
  readonly points: readonly { readonly percent: number; readonly ms: number }[]
}

interface Point {
  readonly nines: number
  readonly ms: number
}

/** Lines of percentiles over an axis of nines, in which 90, 99 and 99.9 % are equally far from each other. */
export function percentilePlot(curves: readonly Curve[], floor: Floor, alternative: string): Plot {
  const end = Math.max(...curves.map((curve) => curve.end))
  const axis = timeAxis(
    Math.max(...curves.map((curve) => endOf(curve)), ...floorPoints(floor, end).map(({ ms }) => ms)),
  )
  const time = timeChannel(axis, 'ms')
  const x = percentChannel(curves)
  const y = {
    ...time,
    axis: {
      ...time.axis,
      grid: true,
      labelExpr: `datum.value / ${axis.msPerUnit} + ' ${axis.unit}'`,
    },
  }
  const limit = Math.min(POINTS_A_LINE, Math.floor(POINTS / (curves.length + 1)))
  const line = (values: readonly Point[], mark: object) => ({
    data: { values },
    mark: { type: 'line', interpolate: 'step-after', strokeJoin: 'round', ...mark },
    encoding: { x, y },
  })
  const labels = labelsOf(curves, end, axis.endMs)
  return {
    alternative,
    room: roomFor(curves),
    layers: [
      ...curves.map((curve) =>
        line(steps(curve.sorted, curve.end, limit), { stroke: curve.color, strokeWidth: 2 }),
      ),
      ...floorLayers(floor, end, limit, axis.endMs, line, x, y),
      {
        data: { values: labels.filter((label) => label.nines === label.endNines) },
        mark: { type: 'rule', strokeWidth: 1, x2Offset: 12 },
        encoding: {
          x,
          x2: { field: 'endNines' },
          y: { ...y, field: 'lineMs' },
          y2: { field: 'ms' },
          stroke: { field: 'color', type: 'nominal', scale: null },
        },
      },
      // A line that stops before the others gets its mark there too.
      marksLayer(
        labels
          .filter((label) => label.nines > label.endNines)
          .map((label) => ({ ...label, nines: label.endNines, ms: label.lineMs })),
        x,
        y,
      ),
      marksLayer(labels, x, y, 17),
      {
        data: { values: labels },
        mark: {
          type: 'text',
          align: 'left',
          baseline: 'middle',
          dx: 26,
          fontSize: 11,
          color: 'var(--ink)',
        },
        encoding: { x, y, text: { field: 'label', type: 'nominal' } },
      },
    ],
  }
}

/** Where a percentile lies on the axis: 1 for 90, 2 for 99, 3 for 99.9. */
export function nines(percent: number): number {
  return Math.log10(100 / (100 - percent))
}

/** The staircase of exact nearest ranks from 0 to `end`; where it has more steps than `limit`, at even places. */
export function steps(sorted: readonly number[], end: number, limit: number): Point[] {
  const n = sorted.length
  const percents =
    n <= limit
      ? sorted.map((_, i) => (i / n) * 100).filter((percent) => percent < end)
      : Array.from({ length: limit - 1 }, (_, i) => 100 * (1 - 10 ** -((i / (limit - 1)) * nines(end))))
  return [
    ...percents.map((percent) => ({
      nines: nines(percent),
      ms: sorted[Math.min(Math.floor((percent * n) / 100 + 1e-9), n - 1)]!,
    })),
    { nines: nines(end), ms: nearestRank(sorted, end) },
  ]
}

function endOf({ sorted, end }: Curve): number {
  return nearestRank(sorted, end)
}

function percentChannel(curves: readonly Curve[]) {
  const ends = [...new Set(curves.map(({ end }) => end))].sort((a, b) => a - b)
  const last = nines(ends.at(-1)!)
  const ticks = [
    ...[50, 90, 95, 99, 99.9, 99.99].filter((percent) => ends.every((end) => farFrom(percent, end))),
    ...ends,
  ].filter((percent) => nines(percent) <= last)
  return {
    field: 'nines',
    type: 'quantitative',
    scale: { domain: [0, last], nice: false },
    axis: {
      values: ticks.map(nines),
      grid: true,
      labelExpr: `'p' + format(100 * (1 - pow(10, -datum.value)), '.4~r')`,
      labelOverlap: 'greedy',
      title: 'percentile of users (log scale)',
      titleAnchor: 'start',
      titleAlign: 'left',
      titleFont: 'inherit',
      titleFontSize: 11,
      titleFontWeight: 'normal',
      titleColor: 'var(--ink3)',
      titlePadding: 5,
    },
  } as const
}

/** Labels of two ticks would touch. */
function farFrom(percent: number, end: number): boolean {
  return Math.abs(nines(percent) - nines(end)) > 0.12
}

function labelsOf(curves: readonly Curve[], end: number, endMs: number) {
  const fromTop = (ms: number) => (1 - ms / endMs) * PLOT_HEIGHT
  // The order of strategies decides between those that end together.
  const sorted = curves.toSorted((a, b) => endOf(b) - endOf(a))
  const places = apart(
    sorted.map((curve) => fromTop(endOf(curve))),
    LABEL_GAP,
    0,
    PLOT_HEIGHT - 2,
  )
  return sorted.map((curve, i) => ({
    mark: curve.mark,
    color: curve.color,
    label: curve.label,
    nines: nines(end),
    ms: (1 - places[i]! / PLOT_HEIGHT) * endMs,
    endNines: nines(curve.end),
    lineMs: endOf(curve),
  }))
}

/** Digits and letters at 11 px are about 6 px wide. */
function roomFor(curves: readonly Curve[]): Room {
  const longest = Math.max(...curves.map(({ label }) => label.length))
  return { ...AROUND, right: Math.min(30 + longest * 5.9, 190) }
}

function floorPoints({ sorted, points }: Floor, end: number) {
  return sorted === null
    ? points.filter(({ percent }) => percent <= end)
    : [{ percent: end, ms: nearestRank(sorted, end) }]
}

function floorLayers(
  floor: Floor,
  end: number,
  limit: number,
  endMs: number,
  line: (values: readonly Point[], mark: object) => object,
  x: object,
  y: object,
): object[] {
  const points = floorPoints(floor, end).map(({ percent, ms }) => ({ nines: nines(percent), ms }))
  const named =
    floor.sorted === null ? points[0] : floorAt(floor.sorted, Math.min(nines(50), nines(end) * 0.3))
  if (!named) return []
  // Below the line, unless that is where the axis has its labels.
  const low = named.ms < endMs * 0.1
  return [
    floor.sorted === null
      ? {
          data: { values: points },
          mark: { type: 'tick', orient: 'horizontal', color: 'var(--ink)', thickness: 1.5, size: 12 },
          encoding: { x, y },
        }
      : line(steps(floor.sorted, end, limit), {
          stroke: 'var(--ink)',
          strokeWidth: 1.1,
          strokeDash: [3, 2.5],
        }),
    {
      data: { values: [named] },
      mark: {
        type: 'text',
        align: 'left',
        baseline: low ? 'bottom' : 'top',
        dx: 6,
        dy: low ? -5 : 5,
        fontSize: 11,
        color: 'var(--ink3)',
        stroke: 'var(--card)',
        strokeWidth: 3,
      },
      encoding: { x, y, text: { value: 'best possible' } },
    },
  ]
}

/** Where its name fits: the staircase rises to the right of it. */
function floorAt(sorted: readonly number[], at: number): Point {
  return { nines: at, ms: nearestRank(sorted, 100 * (1 - 10 ** -at)) }
}
