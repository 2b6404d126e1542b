import { Markup } from '../markup.ts'
import type { Report } from '../model.ts'

export type Mark = Report['strategies'][number]['mark']

// Outlines in the square from -1 to 1. What is cut out of the plus runs the other way round, since Vega knows no
// other rule for filling.
const shapes: Record<Mark, string> = {
  circle: 'M-.87 0A.87 .87 0 1 1 .87 0A.87 .87 0 1 1 -.87 0Z',
  triangle: 'M0 -.87L.97 .87L-.97 .87Z',
  square: 'M-.83 -.83L.83 -.83L.83 .83L-.83 .83Z',
  diamond: 'M0 -1L1 0L0 1L-1 0Z',
  cross:
    'M-.33 -.92L.33 -.92L.33 -.33L.92 -.33L.92 .33L.33 .33L.33 .92L-.33 .92L-.33 .33L-.92 .33L-.92 -.33L-.33 -.33Z',
  star: 'M0 -.97L.28 -.32L.98 -.25L.45 .22L.61 .91L0 .54L-.61 .91L-.45 .22L-.98 -.25L-.28 -.32Z',
  plus: 'M-.93 0A.93 .93 0 1 1 .93 0A.93 .93 0 1 1 -.93 0ZM-.15 -.57L-.15 -.15L-.57 -.15L-.57 .15L-.15 .15L-.15 .57L.15 .57L.15 .15L.57 .15L.57 -.15L.15 -.15L.15 -.57Z',
}

/** The outline of a mark in the square from -1 to 1, for the `d` of a path. */
export function markPath(mark: Mark): string {
  return shapes[mark]
}

/** A strategy's mark, as an ornament beside its name. */
export function markOf(mark: Mark): Markup {
  return new Markup(
    `<svg class="mark" viewBox="-1 -1 2 2" aria-hidden="true"><path d="${shapes[mark]}"/></svg>`,
  )
}

/** A mark in a plot: where it lies in the fields of its axes, whose it is, and whether it is only an outline. */
export interface PlottedMark {
  readonly mark: Mark
  /** `var(--s0)`. */
  readonly color: string
  readonly hollow?: boolean
}

/** A layer of marks, 10 px wide, `xOffset` px beside their place; `x` and `y` are Vega-Lite's channels of the plot. */
export function marksLayer(values: readonly PlottedMark[], x: object, y: object, xOffset = 0): object {
  return {
    data: {
      values: values.map(({ mark, color, hollow = false, ...place }) => ({
        ...place,
        shape: shapes[mark],
        fill: hollow ? 'var(--card)' : color,
        // An outline would fill what is cut out of the plus.
        stroke: hollow ? color : 'none',
      })),
    },
    mark: { type: 'point', size: 90, strokeWidth: 1.3, opacity: 1, xOffset },
    encoding: {
      x,
      y,
      shape: { field: 'shape', type: 'nominal', scale: null },
      fill: { field: 'fill', type: 'nominal', scale: null },
      stroke: { field: 'stroke', type: 'nominal', scale: null },
    },
  }
}
