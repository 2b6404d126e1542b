import { firstTrialOf } from '../charts/sessionRows.ts'
import {
  type Piece,
  piecesOf,
  type Stage,
  stages,
  stageWords,
  totals,
  waitStageOf,
} from '../charts/stages.ts'
import type { CellView, GroupViews } from '../charts/view.ts'
import { html, Markup, proseOf } from '../markup.ts'
import type { Sample } from '../model.ts'
import { hasArrived, timeOf } from '../samples.ts'
import { duration, whole } from '../units.ts'
import { nameOf } from './name.ts'

/** The slowest of a strategy; the quickest one stands below them. */
const SLOWEST = 8
const BAR = { width: 120, height: 10 } as const

interface Waited {
  readonly sample: Sample
  readonly pieces: readonly Piece[]
  readonly tookMs: number
}

/** One strategy's table. */
interface Slowest {
  readonly view: CellView
  /** The slowest first, and the quickest last. */
  readonly rows: readonly Waited[]
  /** Where more were played than are slow, and not every one of those waited in vain. */
  readonly quickest: Sample | undefined
  /** Whose wait was the longest, with or without a chart. */
  readonly longest: Waited | undefined
  readonly all: number
  readonly withGroup: boolean
  readonly withWorker: boolean
}

/** "Who waited longest?": a table of single sessions for each strategy; nothing where nothing was measured. */
export function slowestSection(groups: readonly GroupViews[]): Markup | false {
  const figures = groups.map(({ group, views }) => ({
    group,
    tables: views.filter(({ plotted }) => plotted).map(slowestOf),
  }))
  if (figures.every(({ tables }) => tables.every(({ all }) => all === 0))) return false
  return html`<section id="slowest"><h2>Who waited longest?</h2><p class="prose">${figures.map(answer)}Sessions of the first trial by time to chart, those without a chart first: at most ${SLOWEST} of each strategy, and below them its quickest.</p>
<div class="card">${figures.map(({ group, tables }) => {
    const longestMs = Math.max(...tables.flatMap(({ rows }) => rows.map(({ tookMs }) => tookMs)), 1)
    return html`<div class="figure at at-${group.users}"><p class="row"><b>${group.queryMode} queries</b>bars to the same scale, 0 to ${duration(longestMs)}; named is the longest part</p><div class="slowest">${tables.map((one) => table(one, longestMs))}</div></div>`
  })}</div></section>`
}

function slowestOf(view: CellView): Slowest {
  const samples = firstTrialOf(view)
  const wait = waitStageOf(view.strategy)
  // Who never had a chart was hurt most, however soon the refusal came.
  const sorted = samples.toSorted(
    (a, b) => Number(hasArrived(a)) - Number(hasArrived(b)) || timeOf(b) - timeOf(a) || a.user - b.user,
  )
  const quickest = sorted.slice(SLOWEST).filter(hasArrived).at(-1)
  const kept = [...sorted.slice(0, SLOWEST), ...(quickest ? [quickest] : [])]
  const waited = (sample: Sample): Waited => ({
    sample,
    pieces: piecesOf(sample, wait),
    tookMs: timeOf(sample) / 1_000,
  })
  const [first, ...others] = samples
  const longest = first && others.reduce((a, b) => (timeOf(b) > timeOf(a) ? b : a), first)
  return {
    view,
    rows: kept.map(waited),
    longest: longest && waited(longest),
    all: samples.length,
    quickest,
    withGroup: new Set(samples.map(({ group }) => group)).size > 1,
    withWorker: new Set(samples.map(({ worker }) => worker)).size > 1,
  }
}

/** Whose session was the longest of a group, and what it waited for. */
function answer({
  group,
  tables,
}: {
  group: GroupViews['group']
  tables: readonly Slowest[]
}): Markup | false {
  // Not from the rows: those who were refused at once stand before those who waited longer for their chart.
  const [first, ...others] = tables.flatMap(({ view, longest }) => (longest ? [{ view, ...longest }] : []))
  if (!first) return false
  const worst = others.reduce((a, b) => (b.tookMs > a.tookMs ? b : a), first)
  const [stage, ms] = longestPart(worst)
  const end = hasArrived(worst.sample) ? '' : ` and ${outcomeOf(worst.sample)}`
  return html`<span class="at at-${group.users}">${proseOf(
    `With ${group.queryMode} queries user ${worst.sample.user} of ${worst.view.strategy.name} waited longest: ${duration(worst.tookMs)}${end}, **${duration(ms)} of it ${causes[stage]}**.`,
  )} </span>`
}

const causes: Readonly<Record<Stage, string>> = {
  reach: 'for the page',
  socket: 'for the socket',
  queued: 'for a job worker',
  wait: 'for a connection',
  query: 'for the query itself',
  push: 'for a result that was ready',
}

function table({ view, rows, all, quickest, withGroup, withWorker }: Slowest, longestMs: number): Markup {
  const shown = quickest ? `${SLOWEST} slowest and the quickest of` : all > SLOWEST ? `${SLOWEST} of` : 'all'
  return html`<table class="${view.colorClass}"><caption>${nameOf(view)}<em>${shown} ${whole(all)}</em></caption>
<thead><tr><th scope="col">user</th>${withGroup && html`<th scope="col">group</th>`}${withWorker && html`<th scope="col">worker</th>`}<th scope="col">time to chart</th><th scope="col">where it went</th></tr></thead>
<tbody>${rows.map((row) => line(row, longestMs, withGroup, withWorker, row.sample === quickest))}</tbody></table>`
}

function line(
  row: Waited,
  longestMs: number,
  withGroup: boolean,
  withWorker: boolean,
  quickest: boolean,
): Markup {
  const { sample, tookMs } = row
  const lost = !hasArrived(sample)
  return html`<tr class="${quickest && 'quickest'}"><th scope="row">${sample.user}</th>${withGroup && html`<td>${sample.group}</td>`}${withWorker && html`<td>${sample.worker ?? 'none'}</td>`}${lost ? html`<td class="bad">none<small>${outcomeOf(sample)} after ${duration(tookMs)}</small></td>` : html`<td>${duration(tookMs)}</td>`}<td><div>${bar(row, longestMs)}</div></td></tr>`
}

/** The stages of a session in the order of time, and the longest of them in words. */
function bar(row: Waited, longestMs: number): Markup {
  const startMs = row.sample.intended / 1_000
  const x = (ms: number) => ((ms - startMs) / longestMs) * BAR.width
  const rects = row.pieces
    .filter(({ fromMs, toMs }) => x(toMs) - x(fromMs) >= 0.1)
    .map(
      ({ stage, fromMs, toMs }) =>
        `<rect fill="var(--${stage})" x="${x(fromMs).toFixed(1)}" width="${(x(toMs) - x(fromMs)).toFixed(1)}" height="${BAR.height}"/>`,
    )
  const [stage, ms] = longestPart(row)
  const sums = totals(row.pieces)
  const parts = (Object.keys(stages) as Stage[])
    .filter((one) => sums[one] > 0)
    .map((one) => `${stages[one]} ${duration(sums[one])}`)
  return html`<svg viewBox="0 0 ${BAR.width} ${BAR.height}" preserveAspectRatio="none" role="img" aria-label="${parts.join(', ')}">${new Markup(rects.join(''))}</svg><small>${stageWords[stage]} ${duration(ms)}</small>`
}

function longestPart({ pieces }: Waited): [Stage, number] {
  const sums = totals(pieces)
  return (Object.keys(stages) as Stage[]).reduce<[Stage, number]>(
    (most, stage) => (sums[stage] > most[1] ? [stage, sums[stage]] : most),
    ['reach', 0],
  )
}

function outcomeOf({ outcome, code }: Sample): string {
  if (outcome === 'timeout') return 'gave up'
  if (outcome === 'error') return `${code ?? 'was refused'}`
  return 'was interrupted'
}
