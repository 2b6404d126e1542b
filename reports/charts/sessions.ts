import type { RecordedRun } from '../contract.ts'
import { greatest } from '../extremes.ts'
import { hasArrived, timeOf } from '../samples.ts'
import { counted, duration } from '../units.ts'
import { modelLabel } from '../words.ts'
import { timeAxis } from './axis.ts'
import type { ChartFigure, ChartSection, DataTable, KeyEntry } from './contract.ts'
import { bestPossibleMs, GANTT_ROOM, type GanttFrame, ganttOf } from './gantt.ts'
import { thin } from './points.ts'
import { sessionDetails } from './sessionDetails.ts'
import { sessionFindings } from './sessionFindings.ts'
import { type SessionRows, sessionRows } from './sessionRows.ts'
import { type Stage, stages, stageWords, totals } from './stages.ts'
import { countedAs, type GroupViews, panelNote, panelStrategy, plotMissing } from './view.ts'

/** The most rows of a table: what is longer belongs in a script that reads samples.ndjson. */
const TABLE_ROWS = 24
const ROW_PX = 8
/** Of a picture on a narrow screen. */
const SLIM_PX = 220

const order = Object.keys(stages) as Stage[]

/** "Where does each user's time go?": one row per chart, cut into what its user waited for. */
export function sessions(run: RecordedRun, groups: readonly GroupViews[]): ChartSection | null {
  const figures = groups.map(({ group, views }) => ({
    group,
    views,
    panels: new Map(views.filter(({ plotted }) => plotted).map((view) => [view, sessionRows(view)])),
  }))
  const all = figures.flatMap(({ panels }) => [...panels.values()])
  if (all.length === 0) return null
  return {
    id: 'sessions',
    question: 'Where does each user’s time go?',
    answer: answerOf(groups, all),
    layout: 'rows',
    key: keyOf(all),
    figures: figures.map((one) => figure(one, figures, modelLabel(run.report))),
  }
}

interface FigureRows extends GroupViews {
  readonly panels: ReadonlyMap<GroupViews['views'][number], SessionRows>
}

function figure(one: FigureRows, figures: readonly FigureRows[], label: string): ChartFigure {
  const { group, views, panels } = one
  const all = [...panels.values()]
  const endMs = endOf(one)
  const others = figures.filter((other) => other !== one && other.group.users === group.users).map(endOf)
  const rows = Math.max(...all.map((one) => one.rows.length), 1)
  const bars = Math.min(330, Math.max(Math.min(96, rows * 3 * ROW_PX), rows * ROW_PX))
  const height = bars + GANTT_ROOM.top + GANTT_ROOM.bottom
  const frame: GanttFrame = {
    axis: timeAxis(endMs),
    rows,
    leastHeight: Math.min(height, SLIM_PX) - GANTT_ROOM.top - GANTT_ROOM.bottom,
  }
  return {
    id: `sessions-${group.users}-${group.queryMode}`,
    users: group.users,
    title: `${group.queryMode} queries`,
    caption: [
      ...captionOf(all, group.users, label),
      ...(others.some((other) => endMs > other * 1.5) ? ['note the longer time axis'] : []),
    ].join('; '),
    height,
    panels: views.map((view) => {
      const one = panels.get(view)
      if (!one) return { strategy: panelStrategy(view), plot: plotMissing(view) }
      return {
        strategy: panelStrategy(view),
        note: panelNote(view),
        plot: ganttOf(one, frame, alternative(one)),
        table: dataTable(one),
        details: sessionDetails(one, rows),
      }
    }),
    howTo: `One bar for each ${countedAs(one)}, from its intended start. The black tick is the arrival of ${countedAs(one) === 'user' ? 'its' : 'the'} chart; a thin line before it: the result on its way.`,
  }
}

/** The latest moment that a figure shows, ms. */
function endOf({ panels }: FigureRows): number {
  const ends = [...panels.values()].flatMap((one) => [
    bestPossibleMs(one) ?? 0,
    ...one.rows.map(({ sample }) => (sample.done ?? 0) / 1_000),
  ])
  return greatest(ends, 1)
}

function captionOf(all: readonly SessionRows[], users: number, label: string): string[] {
  const best = all.map(bestPossibleMs).find((atMs) => atMs !== null)
  const most = Math.max(...all.map((one) => one.all), 0)
  const cut = all.find((one) => one.rows.length < one.all)
  return [
    ...(label ? [label] : []),
    most === users ? counted(users, 'user') : counted(most, 'chart'),
    ...(best ? [`dashed: best possible for the last chart, at ${duration(best)}`] : []),
    ...(cut
      ? [
          `${cut.rows.length} of ${cut.all.toLocaleString('en-US')} charts: first, last, quickest and slowest, the others evenly chosen`,
        ]
      : []),
  ]
}

function answerOf(groups: readonly GroupViews[], all: readonly SessionRows[]): string {
  const workers = all.some(({ byWorker }) => byWorker)
    ? '; where sessions live on workers, rows are grouped by worker'
    : ''
  const each = groups.every((group) => countedAs(group) === 'user') ? 'user' : 'chart'
  return `One row per ${each} of the first trial, from the intended start to the end of the wait${workers}. ${sessionFindings(all)}`.trim()
}

/** The stages that some row has, in the order of time. */
function keyOf(all: readonly SessionRows[]): KeyEntry[] {
  const rows = all.flatMap((one) => one.rows)
  const present = new Set(rows.flatMap(({ pieces }) => pieces.map(({ stage }) => stage)))
  return [
    ...order
      .filter((stage) => stage !== 'push' && present.has(stage))
      .map((stage) => ({ color: `--${stage}`, label: stages[stage], as: 'box' as const })),
    { color: '--push', label: 'push, chart arrived', as: 'tick' },
    ...(rows.some(({ sample }) => !hasArrived(sample))
      ? [{ color: '--bad', label: 'gave up or was refused', as: 'cross' as const }]
      : []),
  ]
}

function alternative({ view, facts: { meanMs } }: SessionRows): string {
  const parts = order
    .filter((stage) => meanMs[stage] >= 0.5)
    .map((stage) => `${stages[stage]} ${duration(meanMs[stage])}`)
  return `${view.strategy.name}: on average ${parts.join(', ')}.`
}

function dataTable({ view, rows, byWorker, wait }: SessionRows): DataTable {
  const columns = ['reach', 'socket', wait, 'query', 'push'] as const satisfies readonly Stage[]
  const seconds = (ms: number) => (ms / 1_000).toFixed(ms >= 9_995 ? 1 : 2)
  const shown = thin(rows, TABLE_ROWS, ({ sample }) => timeOf(sample))
  return {
    caption: `${view.strategy.name}, seconds`,
    head: ['user', ...(byWorker ? ['worker'] : []), ...columns.map((stage) => stageWords[stage]), 'end'],
    rows: shown.map(({ sample, pieces }) => {
      const sums = totals(pieces)
      return [
        sample.user,
        ...(byWorker ? [sample.worker ?? 'none'] : []),
        ...columns.map((stage) => seconds(sums[stage])),
        hasArrived(sample) ? seconds((sample.done ?? 0) / 1_000) : sample.outcome,
      ]
    }),
  }
}
