import type { Plot, Room } from './contract.ts'
import { type Mark, marksLayer } from './marks.ts'

const ROW_HEIGHT = 30
const AROUND: Room = { left: 112, right: 104, top: 2, bottom: 20 }

/** How long an answer takes alone and with others, and what stands beside it. */
export interface Feel {
  readonly mark: Mark
  readonly color: string
  readonly aloneMs: number
  readonly loadedMs: number
  readonly label: string
}

/** A strategy's row: its figures, or a word on why there are none. */
export interface FeelRow {
  readonly name: string
  readonly feel: Feel | null
  readonly missing: string
}

/** Of the picture, px. */
export function heightFor(rows: number): number {
  return rows * ROW_HEIGHT + AROUND.top + AROUND.bottom
}

/** A row for each strategy over a logarithmic axis of ms: hollow alone, solid with others. */
export function feelPlot(rows: readonly FeelRow[], [low, high]: [number, number], alternative: string): Plot {
  const values = rows.map(({ name, feel, missing }, i) => ({
    name: name.length > 18 ? `…${name.slice(-17)}` : name,
    ...feel,
    missing,
    row: i + 0.5,
    low,
    right: feel ? Math.max(feel.aloneMs, feel.loadedMs) : low,
  }))
  const known = values.filter((value) => value.loadedMs !== undefined)
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { type: 'log', domain: [low, high], nice: false },
    axis: {
      values: powers(low, high),
      grid: true,
      labelExpr: `datum.value >= 1000 ? datum.value / 1000 + ' s' : datum.value + ' ms'`,
      labelOverlap: 'parity',
    },
  })
  const y = {
    field: 'row',
    type: 'quantitative',
    scale: { domain: [rows.length, 0], nice: false },
    axis: null,
  }
  const text = (data: readonly object[], field: string, place: string, mark: object) => ({
    data: { values: data },
    mark: { type: 'text', baseline: 'middle', fontSize: 11, ...mark },
    encoding: { x: x(place), y, text: { field, type: 'nominal' } },
  })
  const marks = (field: 'aloneMs' | 'loadedMs', hollow: boolean) =>
    marksLayer(
      known.map((value) => ({
        mark: value.mark!,
        color: value.color!,
        hollow,
        [field]: value[field],
        row: value.row,
      })),
      x(field),
      y,
    )
  return {
    alternative,
    room: AROUND,
    layers: [
      {
        data: { values: known },
        mark: { type: 'rule', strokeWidth: 2, strokeOpacity: 0.5 },
        encoding: {
          x: x('aloneMs'),
          x2: { field: 'loadedMs' },
          y,
          stroke: { field: 'color', type: 'nominal', scale: null },
        },
      },
      marks('aloneMs', true),
      marks('loadedMs', false),
      text(values, 'name', 'low', { align: 'right', dx: -9, fontSize: 12, color: 'var(--ink)' }),
      text(known, 'label', 'right', {
        align: 'left',
        dx: 9,
        color: 'var(--ink)',
        stroke: 'var(--card)',
        strokeWidth: 3,
      }),
      text(
        values.filter((value) => value.loadedMs === undefined),
        'missing',
        'low',
        { align: 'left', dx: 9, color: 'var(--ink3)' },
      ),
    ],
  }
}

function powers(low: number, high: number): number[] {
  const count = Math.round(Math.log10(high / low))
  return Array.from({ length: count + 1 }, (_, i) => Number((low * 10 ** i).toPrecision(1)))
}
