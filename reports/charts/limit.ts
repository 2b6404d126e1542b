import type { RecordedRun } from '../contract.ts'
import { greatest } from '../extremes.ts'
import { hasArrived } from '../samples.ts'
import { counted, duration } from '../units.ts'
import { modelLabel } from '../words.ts'
import { countTicks, type TimeAxis, timeAxis, timeChannel } from './axis.ts'
import type { ChartFigure, ChartSection, DataTable, Plot } from './contract.ts'
import { findings } from './findings.ts'
import { thin } from './points.ts'
import { type CellView, countedAs, type GroupViews, panelNote, panelStrategy, plotMissing } from './view.ts'

/** The most points of one panel, its lines together. */
const POINTS = 2_000
const HEIGHT = 172

interface Step {
  readonly atMs: number
  readonly charts: number
}

/** What a panel draws. */
interface Panel {
  readonly view: CellView
  /** Arrivals of each trial, the bold one first. */
  readonly lines: readonly (readonly Step[])[]
  readonly floor: readonly Step[]
  readonly thinned: boolean
  /** When users gave up, on the trial's clock; null where none did, or where each has a moment of its own. */
  readonly giveUpMs: number | null
}

/** "How close does each come to the physics limit?": users with a chart over time. */
export function limit(run: RecordedRun, groups: readonly GroupViews[]): ChartSection | null {
  if (!groups.some(({ views }) => views.some(({ plotted }) => plotted))) return null
  const label = modelLabel(run.report)
  const lead = label
    ? 'In a closed model a slow server is asked later, so that no chart has a best possible time of its own; efficiency is that of the throughput.'
    : 'Dashed: the earliest that any server could deliver the charts with these connections; shaded: time lost to the strategy.'
  return {
    id: 'time',
    question: label ? 'How fast do the charts come?' : 'How close does each come to the physics limit?',
    answer: `${lead} ${findings(groups)}`.trim(),
    layout: 'rows',
    figures: groups.map((group) => figure(group, label)),
  }
}

function figure({ group, views }: GroupViews, label: string): ChartFigure {
  const panels = new Map(views.filter(({ plotted }) => plotted).map((view) => [view, panelOf(view)]))
  const all = [...panels.values()]
  const longest = Math.max(
    ...all.flatMap(({ lines, floor, giveUpMs }) => [endOf(floor), ...lines.map(endOf), giveUpMs ?? 0]),
    1,
  )
  const axis = timeAxis(longest)
  const charts = Math.max(...views.map((view) => view.charts), 1)
  const trials = Math.max(...views.map(({ shown }) => shown.trials.length), 0)
  const notes = [
    ...(label ? [label] : []),
    `${countedAs({ group, views }) === 'user' ? 'users with a chart' : 'charts arrived'}, of ${charts}, over time`,
    ...(trials > 1 ? [`${trials} trials, the first one bold`] : []),
    ...(all.some(({ giveUpMs }) => giveUpMs !== null) ? ['dotted line: when users give up'] : []),
    ...(all.some(({ thinned }) => thinned) ? [`thinned to at most ${POINTS} points a panel`] : []),
  ]
  return {
    id: `time-${group.users}-${group.queryMode}`,
    users: group.users,
    title: `${group.queryMode} queries`,
    caption: notes.join('; '),
    height: HEIGHT,
    panels: views.map((view) => {
      const one = panels.get(view)
      if (!one) return { strategy: panelStrategy(view), plot: plotMissing(view) }
      return {
        strategy: panelStrategy(view),
        note: panelNote(view),
        plot: plotOf(one, axis, charts),
        table: dataTable(one),
      }
    }),
    howTo: `Up: charts that have arrived. Right: time.${label ? '' : ' Dashed: the physics limit. Shaded: what is lost against it.'}`,
  }
}

function panelOf(view: CellView): Panel {
  const trials = view.shown.trials
  const limit = Math.floor(POINTS / (trials.length + 1))
  const all = trials.map((trial) => arrivals(view, trial.id))
  const intended = trials[0] ? view.samples(trials[0].id).map((sample) => sample.intended / 1_000) : []
  const timeoutMs = view.shown.timeoutMs
  const allAtOnce = greatest(intended, 0) < (timeoutMs ?? 0) * 0.05
  return {
    view,
    lines: all.map((steps) => thin(steps, limit, (step) => step.atMs)),
    floor: trials[0]?.physics?.curve ?? [],
    thinned: all.some((steps) => steps.length > limit),
    giveUpMs: allAtOnce ? timeoutMs : null,
  }
}

function arrivals(view: CellView, trialId: string): Step[] {
  return view
    .samples(trialId)
    .filter(hasArrived)
    .map(({ done }) => done! / 1_000)
    .sort((a, b) => a - b)
    .map((atMs, index) => ({ atMs, charts: index + 1 }))
}

function plotOf(one: Panel, axis: TimeAxis, charts: number): Plot {
  const [bold = [], ...others] = one.lines
  const endMs = one.giveUpMs ?? Math.max(endOf(bold), endOf(one.floor))
  const x = timeChannel(axis, 'atMs')
  const y = {
    field: 'charts',
    type: 'quantitative',
    scale: { domain: [0, charts], nice: false },
    axis: { values: countTicks(charts), grid: true, format: ',d' },
  } as const
  const line = (steps: readonly Step[], mark: object) => ({
    data: { values: [{ atMs: 0, charts: 0 }, ...steps] },
    mark: { type: 'line', interpolate: 'step-after', clip: false, ...mark } as const,
    encoding: { x, y },
  })
  return {
    alternative: alternative(one),
    layers: [
      {
        data: { values: lossOf(bold, one.floor, endMs) },
        mark: { type: 'area', interpolate: 'step-after', color: 'var(--c)', opacity: 0.16, line: false },
        encoding: { x, y: { ...y, field: 'best' }, y2: { field: 'charts' } },
      },
      ...(one.giveUpMs === null
        ? []
        : [
            {
              data: { values: [{ atMs: one.giveUpMs }] },
              mark: { type: 'rule', color: 'var(--ink3)', strokeDash: [1.5, 3] } as const,
              encoding: { x },
            },
          ]),
      ...others.map((steps) => line(steps, { stroke: 'var(--c)', strokeWidth: 1, opacity: 0.55 })),
      line(one.floor, { stroke: 'var(--ink)', strokeWidth: 1.1, strokeDash: [3, 2.5] }),
      line(bold, { stroke: 'var(--c)', strokeWidth: 2, strokeJoin: 'round' }),
    ],
  }
}

/** Where the floor is ahead of what arrived: one point at every step of either. */
function lossOf(arrived: readonly Step[], floor: readonly Step[], endMs: number) {
  if (floor.length === 0) return []
  const count = (steps: readonly Step[]) => {
    let next = 0
    return (atMs: number) => {
      while (next < steps.length && steps[next]!.atMs <= atMs) next++
      return steps[next - 1]?.charts ?? 0
    }
  }
  const [best, got] = [count(floor), count(arrived)]
  return [...new Set([0, ...floor.map(({ atMs }) => atMs), ...arrived.map(({ atMs }) => atMs), endMs])]
    .sort((a, b) => a - b)
    .map((atMs) => {
      const charts = got(atMs)
      return { atMs, charts, best: Math.max(best(atMs), charts) }
    })
}

function endOf(steps: readonly Step[]): number {
  return steps.at(-1)?.atMs ?? 0
}

function alternative({ view, lines, floor }: Panel): string {
  const first = lines[0]?.[0]
  const last = lines[0]?.at(-1)
  const arrived = last
    ? `first chart after ${duration(first!.atMs)}, ${last.charts} of ${view.charts} after ${duration(last.atMs)}`
    : `none of ${counted(view.charts, 'chart')} arrived`
  return `${view.strategy.name}: ${arrived}${floor.length > 0 ? `; best possible ${duration(endOf(floor))}` : ''}.`
}

/** At most 24 rows: where the plot was at evenly spaced charts. */
function dataTable({ view, lines, floor }: Panel): DataTable {
  const steps = thin(lines[0] ?? [], 24, (step) => step.atMs)
  const best = (charts: number) => floor.find((step) => step.charts >= charts)?.atMs
  return {
    caption: view.strategy.name,
    head: ['chart', 'best possible', 'arrived'],
    rows: steps.map(({ charts, atMs }) => {
      const floorMs = best(charts)
      return [charts, floorMs === undefined ? '–' : duration(floorMs), duration(atMs)]
    }),
  }
}
