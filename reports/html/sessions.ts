import type { Group } from '../groups.ts'
import type { Report, Sample } from '../model.ts'
import { counted, duration } from '../units.ts'
import { modelLabel } from '../words.ts'
import { type TimeAxis, timeAxis, timeChannel } from './axis.ts'
import { faultLayers } from './faults.ts'
import { html, type Markup } from './markup.ts'
import { drawn, type Plot } from './plot.ts'
import { thin } from './points.ts'
import { type Piece, piecesOf, type Stage, stages, totals } from './timeline.ts'
import { type CellView, howTo, nameOf, panel } from './view.ts'

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
export async function sessionsSection(
  report: Report,
  groups: readonly { group: Group; views: CellView[] }[],
): Promise<Markup> {
  const rows = await Promise.all(groups.map(({ group, views }) => figure(group, views, modelLabel(report))))
  const grouped = groups.some(({ views }) => views.some((view) => view.plotted && panelOf(view).byWorker))
  return html`<section id="sessions"><h2>Where does each user’s time go?</h2>
<p class="prose">One row per user of the first trial, from the intended start to the end of the wait.${grouped && html` Where sessions live on workers, the rows are grouped by worker: <b>a worker with many users and few connections finishes last</b>.`}</p>
<div class="card"><p class="key">${Object.entries(stages).map(([stage, label]) => keyEntry(stage as Stage, label))}<span><svg viewBox="0 0 16 10" aria-hidden="true"><rect class="g-push" x="7" width="2.5" height="10"/></svg>chart arrived</span></p>${rows}</div></section>`
}

function keyEntry(stage: Stage, label: string): Markup {
  const [y, height] = stage === 'push' ? [4, 2] : [0, 10]
  return html`<span><svg viewBox="0 0 16 10" aria-hidden="true"><rect class="g-${stage}" y="${y}" width="16" height="${height}" rx="1.5"/></svg>${label}</span>`
}

async function figure(group: Group, views: readonly CellView[], label: string): Promise<Markup> {
  const panels = views.filter(({ plotted }) => plotted).map(panelOf)
  const longest = Math.max(
    ...panels.flatMap(({ rows }) => rows.map(({ sample }) => (sample.done ?? 0) / 1_000)),
    1,
  )
  const axis = timeAxis(longest)
  const most = Math.max(...panels.map(({ rows }) => rows.length), 1)
  const height = Math.min(330, Math.max(96, most * 8)) + 23
  const columns = Math.min(views.length, 5)
  const plots = new Map<CellView, Markup>()
  for (const one of panels) plots.set(one.view, await drawn(plotOf(one, axis), columns, height))
  const cut = panels.find(({ rows, all }) => rows.length < all)
  const note = `${label && `${label}; `}${counted(group.users, 'user')}${cut ? `; ${cut.rows.length} of ${cut.all} charts, evenly chosen` : ''}`
  return html`<figure class="figure at at-${group.users}"><figcaption class="row"><b>${group.queryMode} queries</b>${note}</figcaption>
<div class="panels n${columns}">${views.map((view) => panel(view, plots.get(view) ?? null))}${howTo(views, 'One bar for each user, in the order of arrival, from its intended start. The black tick is the arrival of its chart.')}</div>
<details><summary>Show data</summary><div class="data">${panels.map(dataTable)}</div></details></figure>`
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

function dataTable({ view, rows, byWorker }: Panel): Markup {
  const names = Object.keys(stages) as Stage[]
  const seconds = (ms: number) => (ms / 1_000).toFixed(ms >= 9_995 ? 1 : 2)
  const shown = thin(rows, TABLE_ROWS, ({ sample }) => sample.done ?? 0)
  return html`<table class="${view.colorClass}"><caption>${nameOf(view)}, seconds</caption><thead><tr><th>user</th>${byWorker && html`<th>worker</th>`}<th>page</th><th>socket</th><th>wait</th><th>query</th><th>push</th><th>end</th></tr></thead><tbody>${shown.map(
    ({ sample, pieces }) => {
      const sums = totals(pieces)
      return html`<tr><td>${sample.user}</td>${byWorker && html`<td>${sample.worker}</td>`}${names.map((stage) => html`<td>${seconds(sums[stage])}</td>`)}<td>${sample.outcome === 'ok' || sample.outcome === 'retried' ? seconds((sample.done ?? 0) / 1_000) : sample.outcome}</td></tr>`
    },
  )}</tbody></table>`
}
