import type { RecordedRun } from '../contract.ts'
import type { Report } from '../model.ts'
import { counted, listed, whole } from '../units.ts'
import { countTicks } from './axis.ts'
import type { ChartFigure, ChartSection, DataTable, Plot, Prose } from './contract.ts'
import { type Spread, spreadOf } from './shares.ts'
import { type CellView, countedAs, type GroupViews, panelStrategy, plotMissing } from './view.ts'

/** A bar with the line of text above it, and the axis below all, px. */
const ROW_HEIGHT = 31
const AXIS_HEIGHT = 23

/** "Were users and connections spread evenly?", or charts where users have several: a bar for each worker of the first trial. */
export function fairness(run: RecordedRun, groups: readonly GroupViews[]): ChartSection | null {
  const atOnce = allAtOnce(run.report)
  const spreads = new Map<CellView, Spread>()
  for (const group of groups) {
    for (const view of group.views) {
      const [trial] = view.shown.trials
      const spread = view.plotted && trial ? spreadOf(trial, atOnce, countedAs(group)) : null
      if (spread) spreads.set(view, spread)
    }
  }
  if (spreads.size === 0) return null
  return {
    id: 'fairness',
    question: `Were ${nounOf(groups)}s and connections spread evenly?`,
    answer: answerOf(groups, spreads, atOnce),
    layout: 'rows',
    figures: groups.map((group) => figure(group, spreads, atOnce)),
  }
}

/** Only of a burst without others besides is it known how many queries a slot runs one after the other. */
function allAtOnce({ run }: Report): boolean {
  const { load, besides } = run.scenario
  const shape = typeof load === 'object' && load !== null && 'shape' in load ? load.shape : undefined
  const alone = typeof besides !== 'object' || besides === null || Object.keys(besides).length === 0
  return shape === 'burst' && alone && run.loadModel === 'open'
}

function nounOf(groups: readonly GroupViews[]): 'user' | 'chart' {
  return groups.every((group) => countedAs(group) === 'user') ? 'user' : 'chart'
}

function figure(
  { group, views }: GroupViews,
  spreads: ReadonlyMap<CellView, Spread>,
  atOnce: boolean,
): ChartFigure {
  const noun = countedAs({ group, views })
  const shown = views.flatMap((view) => spreads.get(view) ?? [])
  const most = Math.max(1, ...shown.flatMap(({ shares }) => shares.map(({ charts }) => charts)))
  const rows = Math.max(1, ...shown.map(({ shares }) => shares.length))
  const label = atOnce ? `${noun}s ÷ slots = waves of queries, by worker` : `${noun}s and slots by worker`
  return {
    id: `fairness-${group.users}-${group.queryMode}`,
    users: group.users,
    title: `${group.queryMode} queries`,
    caption: `${label}; a slot is a slow query at a time; ${counted(group.users, 'user')}, first trial`,
    height: rows * ROW_HEIGHT + AXIS_HEIGHT,
    panels: views.map((view) => {
      const strategy = panelStrategy(view)
      const spread = spreads.get(view)
      if (!spread) {
        const untold = { verdict: view.cell.verdict, reason: 'It tells nothing of its workers.' }
        return { strategy, plot: view.plotted ? untold : plotMissing(view) }
      }
      return {
        strategy,
        note: noteOf(view, spread),
        plot: plotOf(view, spread, { most, rows, noun }),
        table: tableOf(view, spread, noun),
      }
    }),
    howTo: `One bar for each worker. Solid: no other worker needs longer for its ${noun}s.`,
  }
}

function noteOf(view: CellView, spread: Spread) {
  const missed = unreached(view, spread)
  if (missed > 0) return { text: `${whole(missed)} not reached`, bad: true }
  return { text: spread.waves === null ? '' : counted(spread.waves, 'wave'), bad: false }
}

/** Charts that no worker ever saw: their users' connections were never accepted. */
function unreached({ shown }: CellView, { shares, workers }: Spread): number {
  const [trial] = shown.trials
  const seen = trial?.workers.reduce((sum, { sessions }) => sum + sessions, 0) ?? 0
  return shares.length === 0 || workers === 0 ? 0 : Math.max(0, (trial?.counts.scheduled ?? 0) - seen)
}

interface Frame {
  /** Charts of the longest bar of the figure, and bars of its fullest panel. */
  readonly most: number
  readonly rows: number
  readonly noun: 'user' | 'chart'
}

function plotOf(view: CellView, spread: Spread, { most, rows, noun }: Frame): Plot {
  const x = {
    field: 'charts',
    type: 'quantitative',
    scale: { domain: [0, most], nice: false },
    axis: { values: countTicks(most), grid: true, format: ',d' },
  }
  const y = {
    field: 'top',
    type: 'quantitative',
    scale: { domain: [rows, 0], nice: false },
    axis: null,
  }
  const above = (rows - spread.shares.length) / 2
  const bars = spread.shares.map((share, i) => ({
    ...share,
    from: 0,
    textTop: above + i + 0.3,
    top: above + i + 0.54,
    bottom: above + i + 0.88,
    middle: above + i + 0.71,
  }))
  const rects = (last: boolean) => ({
    data: { values: bars.filter((bar) => bar.last === last) },
    mark: { type: 'rect', color: 'var(--c)', fillOpacity: last ? 1 : 0.45 },
    encoding: { x: { ...x, field: 'from' }, x2: { field: 'charts' }, y, y2: { field: 'bottom' } },
  })
  const text = (mark: object, place: string, field: string) => ({
    data: { values: bars },
    mark: { type: 'text', baseline: 'middle', fontSize: 11, ...mark },
    encoding: {
      x: { ...x, field: 'from' },
      y: { ...y, field: place },
      text: { field, type: 'nominal' },
    },
  })
  return {
    alternative: alternative(view, spread, noun),
    room: { left: 34 },
    layers: [
      rects(true),
      rects(false),
      text({ align: 'right', dx: -5, color: 'var(--ink3)' }, 'middle', 'name'),
      text({ align: 'left', color: 'var(--ink)', stroke: 'var(--card)', strokeWidth: 3 }, 'textTop', 'label'),
    ],
  }
}

/** The facts, and as a cause the worker that got too many charts, where one did. */
function answerOf(
  groups: readonly GroupViews[],
  spreads: ReadonlyMap<CellView, Spread>,
  atOnce: boolean,
): Prose {
  if (!atOnce) {
    return `Users do not come all at once, so that no number of waves follows from ${nounOf(groups)}s and slots; solid is the worker with the most ${nounOf(groups)}s for each of its slots.`
  }
  const noun = nounOf(groups)
  const lead = `Waves are ${noun}s ÷ slots of the same worker, rounded up; each wave takes one query.`
  const late = groups.flatMap(({ group, views }) =>
    views.flatMap((view) => {
      const spread = spreads.get(view)
      if (!spread || spread.waves === null || spread.evenWaves === null) return []
      const waves = spread.waves - spread.evenWaves
      return waves > 0 && spread.workers > 1 ? [{ group, view, spread, waves }] : []
    }),
  )
  const [worst] = late.toSorted((a, b) => b.waves - a.waves)
  if (!worst) {
    const several = [...spreads].filter(([, { workers }]) => workers > 1)
    if (several.length === 0) return `${lead} No strategy divides its ${noun}s.`
    const names = [...new Set(several.map(([view]) => view.strategy.name))]
    return `${lead} No worker of ${listed(names)} needs more of them than an even spread would.`
  }
  const { group, view, spread } = worst
  const names = spread.shares.filter(({ last }) => last).map(({ name }) => name)
  return `${lead} **${listed(names)} of ${view.strategy.name} ${names.length === 1 ? 'has' : 'have'} more ${noun}s than an even share and ${names.length === 1 ? 'sets' : 'set'} the finish**: ${counted(spread.waves!, 'wave')} instead of ${spread.evenWaves} with ${counted(group.users, 'user')} and ${group.queryMode} queries.`
}

function alternative(view: CellView, spread: Spread, noun: 'user' | 'chart'): string {
  const bars = spread.shares.map(({ name, label }) => `${name} ${label}`)
  const missed = unreached(view, spread)
  return `${view.strategy.name}: ${listed(bars)}${missed > 0 ? `; ${counted(missed, noun)} reached no worker` : ''}.`
}

/** Where a bar stands for several workers, so does its row. */
function tableOf({ strategy }: CellView, { shares }: Spread, noun: 'user' | 'chart'): DataTable {
  return {
    caption: strategy.name,
    head: ['worker', `${noun}s`, 'slots', 'waves'],
    rows: shares.map(({ name, charts, slots, waves }) => [name, charts, slots, waves ?? '–']),
  }
}
