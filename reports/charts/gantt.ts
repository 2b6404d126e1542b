import { hasArrived } from '../samples.ts'
import { type TimeAxis, timeChannel } from './axis.ts'
import type { Plot, Room } from './contract.ts'
import { faultLayers } from './faultLayers.ts'
import type { SessionRows } from './sessionRows.ts'
import { type Stage, stages } from './stages.ts'

/** Around the rows, px: no labels at the left, but room for the mark of the chosen row. */
export const GANTT_ROOM: Room = { left: 10, right: 14, top: 5, bottom: 18 }
/** Names of workers stand this far apart at least. */
const LABEL_PX = 12
/** A piece shorter than this part of the axis is a tenth of a pixel, and is not drawn. */
const UNSEEN = 2_000

export interface GanttFrame {
  readonly axis: TimeAxis
  /** Rows that there is room for: those of the fullest panel of the figure. */
  readonly rows: number
  /** Of the rows together on the smallest picture, px. */
  readonly leastHeight: number
}

/** A row per session, cut into stages, with a tick where its chart arrived. */
export function ganttOf(one: SessionRows, frame: GanttFrame, alternative: string): Plot {
  const gap = one.rows.length > 48 ? 0.04 : 0.12
  const x = timeChannel(frame.axis, 'fromMs')
  const y = {
    field: 'top',
    type: 'quantitative',
    scale: { domain: [frame.rows, 0], nice: false },
    axis: null,
  } as const
  const bars = one.rows.flatMap(({ pieces }, row) =>
    pieces
      .filter(({ fromMs, toMs }) => toMs - fromMs >= frame.axis.endMs / UNSEEN)
      .map(({ stage, fromMs, toMs }) => {
        const inset = stage === 'push' ? 0.4 : gap
        return { stage, fromMs, toMs, top: row + inset, bottom: row + 1 - inset }
      }),
  )
  const present = (Object.keys(stages) as Stage[]).filter((stage) => bars.some((bar) => bar.stage === stage))
  return {
    alternative,
    room: GANTT_ROOM,
    layers: [
      ...present.map((stage) => ({
        data: { values: bars.filter((bar) => bar.stage === stage) },
        mark: { type: 'rect', color: `var(--${stage})` } as const,
        encoding: { x, x2: { field: 'toMs' }, y, y2: { field: 'bottom' } },
      })),
      ...bestLayers(one, x),
      ...endLayers(one, x, y, gap, frame),
      ...(one.byWorker ? workerLayers(one, x, y, frame) : []),
      ...faultLayers(one.view.shown.trials[0]?.faults ?? [], x, y, frame.rows),
    ],
  }
}

/** When the last chart could have arrived; null in a closed model. */
export function bestPossibleMs({ view }: SessionRows): number | null {
  return view.shown.trials[0]?.physics?.curve?.at(-1)?.atMs ?? null
}

function bestLayers(one: SessionRows, x: object): object[] {
  const atMs = bestPossibleMs(one)
  if (atMs === null) return []
  return [
    {
      data: { values: [{ fromMs: atMs }] },
      mark: { type: 'rule', color: 'var(--ink)', strokeWidth: 1.1, strokeDash: [3, 2.5] },
      encoding: { x },
    },
  ]
}

/** A tick for each chart that arrived; a red cross for each that did not. */
function endLayers(one: SessionRows, x: object, y: object, gap: number, frame: GanttFrame): object[] {
  const ends = one.rows.flatMap(({ sample }, row) =>
    sample.done === null
      ? []
      : [
          {
            fromMs: sample.done / 1_000,
            top: row + gap / 2,
            middle: row + 0.5,
            bottom: row + 1 - gap / 2,
            arrived: hasArrived(sample),
          },
        ],
  )
  const side = Math.min(6, Math.max(2.5, (frame.leastHeight / frame.rows) * 0.7))
  return [
    {
      data: { values: ends.filter(({ arrived }) => arrived) },
      mark: { type: 'rule', color: 'var(--push)', strokeWidth: 2.2 },
      encoding: { x, y, y2: { field: 'bottom' } },
    },
    {
      data: { values: ends.filter(({ arrived }) => !arrived) },
      mark: {
        type: 'point',
        shape: 'M-1,-1L1,1M1,-1L-1,1',
        size: side ** 2,
        stroke: 'var(--bad)',
        strokeWidth: 1.5,
        filled: false,
      },
      encoding: { x, y: { ...y, field: 'middle' } },
    },
  ]
}

/** A line above each worker's rows, and its name where there is room. */
function workerLayers(one: SessionRows, x: object, y: object, frame: GanttFrame): object[] {
  const { endMs } = frame.axis
  const starts = one.rows.flatMap(({ sample }, row) =>
    row === 0 || sample.worker !== one.rows[row - 1]!.sample.worker
      ? [{ worker: sample.worker ?? 'none', top: row, fromMs: 0, endMs }]
      : [],
  )
  const ends = [...starts.slice(1).map(({ top }) => top), one.rows.length]
  const rowPx = frame.leastHeight / frame.rows
  const named = starts.filter(({ top }, i) => (ends[i]! - top) * rowPx >= LABEL_PX)
  return [
    {
      data: { values: starts.slice(1) },
      mark: { type: 'rule', color: 'var(--ink3)', strokeWidth: 0.8 },
      encoding: { x, x2: { field: 'endMs' }, y },
    },
    {
      data: { values: named.map((start) => ({ ...start, fromMs: endMs })) },
      mark: {
        type: 'text',
        align: 'right',
        baseline: 'top',
        dx: 12,
        dy: 2,
        limit: 72,
        fontSize: 11,
        color: 'var(--ink3)',
        stroke: 'var(--card)',
        strokeWidth: 3,
      },
      encoding: { x, y, text: { field: 'worker', type: 'nominal' } },
    },
  ]
}
