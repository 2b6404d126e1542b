import type { RecordedRun } from '../contract.ts'
import { greatest } from '../extremes.ts'
import { counted, listed } from '../units.ts'
import { type TimeAxis, timeAxis } from './axis.ts'
import { type Busy, busyOf, isRecorded, POINTS, thinned } from './busy.ts'
import type { ChartFigure, ChartPanel, ChartSection, Room } from './contract.ts'
import { type BusyGroup, resourceFindings } from './resourceFindings.ts'
import type { Reading, ResourceRow } from './resourceRows/contract.ts'
import { resourceRows } from './resourceRows/index.ts'
import { resourceTable } from './resourceTable.ts'
import { type CellView, countedAs, type GroupViews, panelStrategy, plotMissing } from './view.ts'

/** For labels as wide as `100 ms`, so that the plots of all rows line up, and above for what is read. */
const ROOM: Room = { left: 44, right: 14, top: 14, bottom: 18 }

/** What the page's script needs to read one panel at a moment. */
export interface ResourceDetails {
  /** Beside the plotting area, px of the picture, and where its axis of time ends. */
  readonly left: number
  readonly right: number
  readonly endMs: number
  readonly readings: readonly Reading[]
}

/** "What was busy, and when?": resources over time, a row for each and a column for each strategy. */
export function resources(run: RecordedRun, groups: readonly GroupViews[]): ChartSection | null {
  const busy = groups.map(({ group, views }) => ({
    group,
    users: group.users,
    queryMode: group.queryMode,
    views,
    all: views.filter(({ plotted }) => plotted).map((view) => busyOf(run, view)),
  }))
  const recorded = busy.filter(({ all }) => all.some(isRecorded))
  if (recorded.length === 0) return null
  const every = recorded.flatMap(({ all }) => all)
  const missing = resourceRows.filter((row) => !every.some(row.has)).map(({ title }) => small(title))
  const unsaid = missing.length > 0 ? ` Not recorded in this run: ${listed(missing)}.` : ''
  return {
    id: 'resources',
    question: 'What was busy, and when?',
    answer: `${resourceFindings(recorded, run.report)}${unsaid}`.trim(),
    layout: 'grid',
    figures: recorded.flatMap((one) => figuresOf(one, one.views, countedAs(one))),
  }
}

function figuresOf(
  { users, queryMode, all }: BusyGroup,
  views: readonly CellView[],
  what: 'user' | 'chart',
): ChartFigure[] {
  const shown = new Map(all.map((busy) => [busy.view, { busy, drawn: thinned(busy) }]))
  const group = [...shown.values()].map(({ drawn }) => drawn)
  const time = timeAxis(greatest(group.map(endOf), 1))
  const cut = group.some((busy) => busy.thinned)
  const grid = {
    id: `resources-${users}-${queryMode}`,
    title: `${queryMode} queries`,
    caption: `${counted(users, 'user')}, first trial; the time axes line up${cut ? `; thinned to about ${POINTS} points a line, with the extremes` : ''}`,
  }
  const rows = resourceRows.filter((row) => group.some(row.has))
  return rows.map((row, place) => ({
    id: `${grid.id}-${row.id}`,
    users,
    title: (what === 'chart' && row.titleOfCharts) || row.title,
    grid,
    caption: row.caption(group),
    height: row.height,
    panels: views.map((view) => {
      const one = shown.get(view)
      if (!one) return { strategy: panelStrategy(view), plot: plotMissing(view) }
      const panel = panelOf(row, one, group, time)
      // One table tells of all rows.
      return place === 0 ? { ...panel, table: resourceTable(one.busy) } : panel
    }),
  }))
}

/** What is said comes from the whole record, what is drawn from what was left of it. */
function panelOf(
  row: ResourceRow,
  { busy, drawn }: { readonly busy: Busy; readonly drawn: Busy },
  group: readonly Busy[],
  time: TimeAxis,
): ChartPanel {
  const strategy = panelStrategy(busy.view)
  if (!row.has(busy)) return { strategy, plot: { verdict: '', reason: 'not recorded' } }
  const details: ResourceDetails = {
    left: ROOM.left,
    right: ROOM.right,
    endMs: time.endMs,
    readings: row.readings(drawn).filter(({ at }) => at.length > 0),
  }
  return {
    strategy,
    plot: {
      alternative: `${strategy.name}: ${row.finding(busy)}.`,
      layers: row.layers(drawn, group, time),
      room: ROOM,
    },
    details,
  }
}

/** Within a sentence: `memory`, but `CPU`. */
function small(title: string): string {
  return title.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())
}

function endOf({ cpu, occupancy, active, loop }: Busy): number {
  return greatest(
    [cpu, occupancy, active, loop].map((list) => list.at(-1)?.atMs ?? 0),
    0,
  )
}
