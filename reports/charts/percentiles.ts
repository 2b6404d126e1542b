import type { RecordedRun } from '../contract.ts'
import { atMost } from '../figures.ts'
import { highestFor, leastFor, nearestRank } from '../percentiles.ts'
import { countedMs } from '../samples.ts'
import { counted, duration, listed, whole } from '../units.ts'
import { modelLabel } from '../words.ts'
import type { ChartFigure, ChartPanel, ChartSection, DataTable, Prose } from './contract.ts'
import { floorTimes } from './floor.ts'
import { type Floor, HEIGHT, percentilePlot } from './percentilePlot.ts'
import { type CellView, colorOf, type GroupViews, plotMissing } from './view.ts'

/** Percentiles that people look for, and those that a table has besides. */
const WANTED = [95, 99, 99.9, 99.99]
const LISTED = [50, 75, 90, ...WANTED]

/** What is drawn of a cell. */
interface Line {
  readonly view: CellView
  /** Times to chart of all shown trials, ms ascending. */
  readonly sorted: readonly number[]
  /** The highest percentile that they carry. */
  readonly end: number
}

/** "What do the unluckiest users see?": time to chart by percentile, on an axis of nines. */
export function percentiles(run: RecordedRun, groups: readonly GroupViews[]): ChartSection | null {
  const drawn = groups.map((group) => ({ group, lines: linesOf(group) }))
  if (drawn.every(({ lines }) => lines.length === 0)) return null
  return {
    id: 'percentiles',
    question: 'What do the unluckiest users see?',
    answer: `Percentiles on a log scale, so that the tail gets room. ${endsWhere(drawn)}`,
    layout: 'pair',
    figures: drawn.map(({ group, lines }) => figure(group, lines, modelLabel(run.report))),
  }
}

function linesOf({ views }: GroupViews): Line[] {
  return views
    .filter(({ plotted }) => plotted)
    .map((view) => ({ view, sorted: timesOf(view) }))
    .filter(({ sorted }) => sorted.length > 0)
    .map((line) => ({ ...line, end: highestFor(line.sorted.length) }))
}

/** As summaries count them. */
function timesOf({ shown, samples }: CellView): number[] {
  return shown.trials
    .flatMap((trial) => samples(trial.id))
    .flatMap((sample) => countedMs(sample, shown.timeoutMs) ?? [])
    .sort((a, b) => a - b)
}

function figure(group: GroupViews, lines: readonly Line[], label: string): ChartFigure {
  const { users, queryMode } = group.group
  return {
    id: `percentiles-${users}-${queryMode}`,
    users,
    title: `${queryMode} queries`,
    caption: [...(label ? [label] : []), ...captionOf(group, lines)].join('; '),
    height: HEIGHT,
    panels: [panelOf(group, lines)],
  }
}

function captionOf({ group, views }: GroupViews, lines: readonly Line[]): string[] {
  const n = mostOf(lines)
  const others = lines.filter(({ sorted }) => sorted.length !== n)
  const fewer = others.map(({ view, sorted }) => `${view.strategy.name} ${whole(sorted.length)}`)
  const timeoutMs = lines.find(({ view }) => view.shown.timeoutMs !== null)?.view.shown.timeoutMs
  const without = views.filter((view) => !lines.some((line) => line.view === view))
  const missing = missingFor(n)
  return [
    `${counted(group.users, 'user')}, n = ${whole(n)}${fewer.length > 0 ? ` (${fewer.join(', ')})` : ''}`,
    ...(n > 0 && missing?.percent === 95 ? [`p95 needs ${missing.n}`] : []),
    ...(timeoutMs ? [`who got no chart counts with ${duration(timeoutMs)}`] : []),
    ...(without.length > 0
      ? [`without ${listed(without.map(({ cell, strategy }) => `${strategy.name} (${cell.verdict})`))}`]
      : []),
  ]
}

function panelOf(group: GroupViews, lines: readonly Line[]): ChartPanel {
  if (lines.length === 0) return { strategy: null, plot: plotMissing(group.views[0]!) }
  const floor = floorOf(lines)
  const farthest = Math.max(...lines.map(({ end }) => end))
  const curves = lines.map(({ view, sorted, end }) => ({
    mark: view.strategy.mark,
    color: colorOf(view),
    sorted,
    end,
    label: `${shortName(view.strategy.name)} ${valueAt({ view, sorted, end }, end)}${end < farthest ? ` at p${end}` : ''}`,
  }))
  return {
    strategy: null,
    plot: percentilePlot(curves, floor, alternative(group, lines, floor)),
    table: tableOf(group, lines, floor),
  }
}

/** The first that tells best possible times stands for all: they have the same connections and users. */
function floorOf(lines: readonly Line[]): Floor {
  for (const { view } of lines) {
    const sorted = floorTimes(view)
    if (sorted !== null && sorted.length > 0) return { sorted, points: [] }
  }
  const figures = lines.map(({ view }) => view.shown.trials[0]?.physics?.floorMs).find((one) => one)
  if (!figures) return { sorted: null, points: [] }
  return {
    sorted: null,
    points: [
      { percent: 50, ms: figures.p50 },
      { percent: 95, ms: figures.p95 },
    ],
  }
}

/** Why the lines stop where they do, for the groups of most users. */
function endsWhere(drawn: readonly { readonly group: GroupViews; readonly lines: readonly Line[] }[]): Prose {
  const users = Math.max(
    ...drawn.filter(({ lines }) => lines.length > 0).map(({ group }) => group.group.users),
  )
  const n = Math.max(
    ...drawn.filter(({ group }) => group.group.users === users).map(({ lines }) => mostOf(lines)),
  )
  const several = new Set(drawn.map(({ group }) => group.group.users)).size > 1
  const missing = missingFor(n)
  const ends = `${several ? `With ${counted(users, 'user')} lines` : 'Lines'} end at p${highestFor(n)}`
  const rest = several ? ' With fewer users they end earlier.' : ''
  if (!missing) return `${ends}.${rest}`
  const few = `${counted(n, 'chart')} ${n === 1 ? 'is' : 'are'} too few to state p${missing.percent}`
  return `${ends}: **${few}** (${whole(missing.n)} are needed).${rest}`
}

function missingFor(n: number): { percent: number; n: number } | null {
  const percent = WANTED.find((wanted) => leastFor(wanted) > n)
  return percent === undefined ? null : { percent, n: leastFor(percent) }
}

function mostOf(lines: readonly Line[]): number {
  return Math.max(0, ...lines.map(({ sorted }) => sorted.length))
}

function valueAt({ view, sorted }: Line, percent: number): string {
  return atMost(nearestRank(sorted, percent), view.shown.timeoutMs)
}

/** Of a strategy that somebody brought along, the name may be a path. */
function shortName(name: string): string {
  return name.length > 20 ? `…${name.slice(-19)}` : name
}

function alternative({ group }: GroupViews, lines: readonly Line[], floor: Floor): string {
  const values = lines.map((line) => `${line.view.strategy.name} ${valueAt(line, line.end)} at p${line.end}`)
  const end = Math.max(...lines.map((line) => line.end))
  const best = floor.sorted ? `; best possible ${duration(nearestRank(floor.sorted, end))} at p${end}` : ''
  return `${group.queryMode} queries, ${counted(group.users, 'user')}: time to chart of ${listed(values)}${best}.`
}

function tableOf({ group }: GroupViews, lines: readonly Line[], floor: Floor): DataTable {
  const ends = lines.map(({ end }) => end)
  const last = Math.max(...ends)
  const rows = [...new Set([...LISTED.filter((percent) => percent < last), ...ends])].sort((a, b) => a - b)
  const best = (percent: number) =>
    floor.sorted
      ? nearestRank(floor.sorted, percent)
      : floor.points.find((point) => point.percent === percent)?.ms
  const known = rows.some((percent) => best(percent) !== undefined)
  return {
    caption: `${group.queryMode} queries, time to chart`,
    head: ['percentile', ...lines.map(({ view }) => view.strategy.name), ...(known ? ['best possible'] : [])],
    rows: rows.map((percent) => {
      const ms = best(percent)
      return [
        `p${percent}`,
        ...lines.map((line) => (percent <= line.end ? valueAt(line, percent) : '–')),
        ...(known ? [ms === undefined ? '–' : duration(ms)] : []),
      ]
    }),
  }
}
