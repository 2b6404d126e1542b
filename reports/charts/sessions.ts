import type { RecordedRun } from '../contract.ts'
import type { Sample } from '../model.ts'
import { counted, duration } from '../units.ts'
import { modelLabel } from '../words.ts'
import { type TimeAxis, timeAxis, timeChannel } from './axis.ts'
import type { ChartFigure, ChartSection, DataTable, Plot } from './contract.ts'
import { faultLayers } from './faultLayers.ts'
import { thin } from './points.ts'
import { type Piece, piecesOf, type Stage, stages, totals } from './stages.ts'
import { type CellView, type GroupViews, panelNote, panelStrategy, plotMissing } from './view.ts'

/** The most users of one panel: below that a row has three pixels. */
const ROWS = 96
/** The most rows of a table: what is longer belongs in a script that reads samples.ndjson. */
const TABLE_ROWS = 48

interface Row {
  readonly sample: Sample
  readonly pieces: readonly Piece[]
}

interface Panel {
  readonly view: CellView
  readonly rows: readonly Row[]
  /** Grouped by worker, where sessions live on workers. */
  readonly byWorker: boolean
  readonly all: number
}

/** "Where does each user's time go?": one row per user, cut into what the user waited for. */
export function sessions(run: RecordedRun, groups: readonly GroupViews[]): ChartSection | null {
  if (!groups.some(({ views }) => views.some(({ plotted }) => plotted))) return null
  const label = modelLabel(run.report)
  const grouped = groups.some(({ views }) => views.some((view) => view.plotted && panelOf(view).byWorker))
  const workers =
    ' Where sessions live on workers, the rows are grouped by worker: **a worker with many users and few connections finishes last**.'
  return {
    id: 'sessions',
    question: 'Where does each user’s time go?',
    answer: `One row per user of the first trial, from the intended start to the end of the wait.${grouped ? workers : ''}`,
    layout: 'rows',
    key: [
      ...Object.entries(stages).map(([stage, stageLabel]) => ({
        color: `--${stage}`,
        label: stageLabel,
        as: stage === 'push' ? ('bar' as const) : ('box' as const),
      })),
      { color: '--push', label: 'chart arrived', as: 'tick' },
    ],
    figures: groups.map((group) => figure(group, label)),
  }
}

function figure({ group, views }: GroupViews, label: string): ChartFigure {
  const panels = new Map(views.filter(({ plotted }) => plotted).map((view) => [view, panelOf(view)]))
  const all = [...panels.values()]
  const longest = Math.max(
    ...all.flatMap(({ rows }) => rows.map(({ sample }) => (sample.done ?? 0) / 1_000)),
    1,
  )
  const axis = timeAxis(longest)
  const most = Math.max(...all.map(({ rows }) => rows.length), 1)
  const cut = all.find((one) => one.rows.length < one.all)
  return {
    id: `sessions-${group.users}-${group.queryMode}`,
    users: group.users,
    title: `${group.queryMode} queries`,
    caption: `${label && `${label}; `}${counted(group.users, 'user')}${cut ? `; ${cut.rows.length} of ${cut.all} charts, evenly chosen` : ''}`,
    height: Math.min(330, Math.max(96, most * 8)) + 23,
    panels: views.map((view) => {
      const one = panels.get(view)
      if (!one) return { strategy: panelStrategy(view), plot: plotMissing(view) }
      return {
        strategy: panelStrategy(view),
        note: panelNote(view),
        plot: plotOf(one, axis),
        table: dataTable(one),
      }
    }),
    howTo:
      'One bar for each user, in the order of arrival, from its intended start. The black tick is the arrival of its chart.',
  }
}

function panelOf(view: CellView): Panel {
  const [trial] = view.shown.trials
  const samples = (trial ? view.samples(trial.id) : []).filter(({ outcome }) => outcome !== 'dropped')
  const workers = new Set(samples.map(({ worker }) => worker))
  const byWorker = workers.size > 1 && workers.size < samples.length
  const kept = thin(samples, ROWS, ({ done }) => done ?? 0)
  const ordered = byWorker
    ? kept.toSorted(
        (a, b) =>
          (a.worker ?? '~').localeCompare(b.worker ?? '~', 'en', { numeric: true }) || a.user - b.user,
      )
    : kept
  return {
    view,
    byWorker,
    rows: ordered.map((sample) => ({ sample, pieces: piecesOf(sample) })),
    all: samples.length,
  }
}

function plotOf(one: Panel, axis: TimeAxis): Plot {
  const count = one.rows.length
  const gap = count > 48 ? 0.04 : 0.12
  const x = timeChannel(axis, 'fromMs')
  const y = {
    field: 'top',
    type: 'quantitative',
    scale: { domain: [count, 0], nice: false },
    axis: null,
  } as const
  const bars = one.rows.flatMap(({ pieces }, row) =>
    pieces.map(({ stage, fromMs, toMs }) => {
      const inset = stage === 'push' ? 0.4 : gap
      return { stage, fromMs, toMs, top: row + inset, bottom: row + 1 - inset }
    }),
  )
  const ticks = one.rows.flatMap(({ sample }, row) =>
    sample.done !== null && (sample.outcome === 'ok' || sample.outcome === 'retried')
      ? [{ fromMs: sample.done / 1_000, top: row + gap / 2, bottom: row + 1 - gap / 2 }]
      : [],
  )
  const rects = (stage: Stage) => ({
    data: { values: bars.filter((bar) => bar.stage === stage) },
    mark: { type: 'rect', color: `var(--${stage})` } as const,
    encoding: { x, x2: { field: 'toMs' }, y, y2: { field: 'bottom' } },
  })
  return {
    alternative: alternative(one),
    layers: [
      ...(Object.keys(stages) as Stage[]).map(rects),
      {
        data: { values: ticks },
        mark: { type: 'rule', color: 'var(--push)', strokeWidth: 2.2 },
        encoding: { x, y, y2: { field: 'bottom' } },
      },
      ...(one.byWorker ? workerLayers(one, x, y, axis.endMs) : []),
      ...faultLayers(one.view.shown.trials[0]?.faults ?? [], x, y, count),
    ],
  }
}

function workerLayers(one: Panel, x: object, y: object, endMs: number) {
  const starts = one.rows.flatMap(({ sample }, row) =>
    row === 0 || sample.worker !== one.rows[row - 1]!.sample.worker
      ? [{ worker: sample.worker ?? '?', top: row, fromMs: 0, endMs }]
      : [],
  )
  return [
    {
      data: { values: starts.slice(1) },
      mark: { type: 'rule', color: 'var(--strong)', strokeWidth: 1 },
      encoding: { x, x2: { field: 'endMs' }, y },
    },
    {
      data: { values: starts.map((start) => ({ ...start, fromMs: endMs })) },
      mark: {
        type: 'text',
        align: 'right',
        baseline: 'top',
        dx: -1,
        dy: 2,
        fontSize: 11,
        color: 'var(--ink3)',
        stroke: 'var(--card)',
        strokeWidth: 3,
      },
      encoding: { x, y, text: { field: 'worker', type: 'nominal' } },
    },
  ]
}

function alternative({ view, rows }: Panel): string {
  const sums = rows.map(({ pieces }) => totals(pieces))
  const mean = (stage: Stage) => sums.reduce((sum, one) => sum + one[stage], 0) / Math.max(sums.length, 1)
  const parts = (Object.keys(stages) as Stage[])
    .filter((stage) => mean(stage) >= 0.5)
    .map((stage) => `${stages[stage]} ${duration(mean(stage))}`)
  return `${view.strategy.name}: on average ${parts.join(', ')}.`
}

function dataTable({ view, rows, byWorker }: Panel): DataTable {
  const names = Object.keys(stages) as Stage[]
  const seconds = (ms: number) => (ms / 1_000).toFixed(ms >= 9_995 ? 1 : 2)
  const shown = thin(rows, TABLE_ROWS, ({ sample }) => sample.done ?? 0)
  return {
    caption: `${view.strategy.name}, seconds`,
    head: ['user', ...(byWorker ? ['worker'] : []), 'page', 'socket', 'wait', 'query', 'push', 'end'],
    rows: shown.map(({ sample, pieces }) => {
      const sums = totals(pieces)
      const arrived = sample.outcome === 'ok' || sample.outcome === 'retried'
      return [
        sample.user,
        ...(byWorker ? [sample.worker ?? '?'] : []),
        ...names.map((stage) => seconds(sums[stage])),
        arrived ? seconds((sample.done ?? 0) / 1_000) : sample.outcome,
      ]
    }),
  }
}
