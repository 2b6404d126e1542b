import type { RecordedRun } from '../contract.ts'
import type { Summary } from '../model.ts'
import { leastN } from '../percentiles.ts'
import { counted, duration, listed } from '../units.ts'
import { modelLabel } from '../words.ts'
import type { ChartFigure, ChartSection, DataTable, Prose } from './contract.ts'
import { type Feel, feelPlot, heightFor } from './neighbourPlot.ts'
import { type CellView, colorOf, type GroupViews, plotMissing } from './view.ts'

/** Up to this an answer seems immediate (Nielsen, Usability Engineering, 1993). */
const INSTANT_MS = 100
/** From this factor on it is said that others are felt. */
const FELT = 10

/** The first that all rows of a figure have. */
const STATISTICS = ['p95', 'p90', 'max'] as const
type Statistic = (typeof STATISTICS)[number]

const words: Record<Statistic, string> = { p95: 'p95', p90: 'p90', max: 'slowest answer' }

/** What one strategy's connected users feel; null where the run has no figure that counts. */
interface Row {
  readonly view: CellView
  readonly alone: Summary
  readonly loaded: Summary
  readonly feel: Feel | null
}

interface Drawn {
  readonly group: GroupViews
  readonly statistic: Statistic
  readonly rows: readonly Row[]
}

/** "What does a connected user feel while others load?": the answer to an interaction, alone and with others. */
export function neighbours(run: RecordedRun, groups: readonly GroupViews[]): ChartSection | null {
  const drawn = groups.map(drawnOf).filter(({ rows }) => rows.some(({ feel }) => feel !== null))
  if (drawn.length === 0) return null
  const values = drawn.flatMap(({ rows }) => rows.flatMap(({ feel }) => feel ?? []))
  const domain = decades(values.flatMap(({ aloneMs, loadedMs }) => [aloneMs, loadedMs]))
  return {
    id: 'neighbours',
    question: 'What does a connected user feel while others load?',
    answer: answerOf(drawn),
    layout: 'pair',
    figures: drawn.map((one) => figure(one, domain, modelLabel(run.report))),
  }
}

/** One statistic for all rows of a figure: they are compared with each other. */
function drawnOf(group: GroupViews): Drawn {
  const found = group.views.map((view) => ({ view, ...interactionsOf(view) }))
  const told = found.filter(({ view, alone, loaded }) => view.plotted && alone.n > 0 && loaded.n > 0)
  const statistic =
    STATISTICS.find((one) =>
      told.every(({ alone, loaded }) => alone[one] !== null && loaded[one] !== null),
    ) ?? 'max'
  const rows = found.map((one): Row => {
    const [aloneMs, loadedMs] = [one.alone[statistic], one.loaded[statistic]]
    const known = told.includes(one) && aloneMs !== null && loadedMs !== null
    return { ...one, feel: known ? feelOf(one.view, aloneMs, loadedMs) : null }
  })
  return { group, statistic, rows }
}

/** Of all valid trials; where none is, of the first that tells something. */
function interactionsOf({ cell, shown }: CellView) {
  const { alone, loaded } = cell.interactionMs
  if (alone.n > 0 && loaded.n > 0) return { alone, loaded }
  const trial = shown.trials.find(({ interactionMs: one }) => one.alone.n > 0 && one.loaded.n > 0)
  return trial?.interactionMs ?? { alone, loaded }
}

function feelOf(view: CellView, aloneMs: number, loadedMs: number): Feel {
  return {
    mark: view.strategy.mark,
    color: colorOf(view),
    aloneMs,
    loadedMs,
    label: `${duration(loadedMs)} (${loadedMs < aloneMs * 1.05 ? 'no slower' : `×${factor(loadedMs / aloneMs)}`})`,
  }
}

function figure({ group, statistic, rows }: Drawn, domain: [number, number], label: string): ChartFigure {
  const { users, queryMode } = group.group
  const least = Math.min(
    ...rows.filter(({ feel }) => feel).flatMap(({ alone, loaded }) => [alone.n, loaded.n]),
  )
  const few = statistic === 'p95' ? '' : `, n = ${least} (p95 needs ${leastN.p95})`
  const caption = `${words[statistic]} while ${counted(users, 'user')} load${few}`
  return {
    id: `neighbours-${users}-${queryMode}`,
    users,
    title: `${queryMode} queries`,
    caption: [...(label ? [label] : []), caption].join('; '),
    height: heightFor(rows.length),
    panels: [
      {
        strategy: null,
        plot: feelPlot(
          rows.map(({ view, feel }) => ({
            name: view.strategy.name,
            feel,
            missing: view.plotted ? 'no interaction' : plotMissing(view).verdict,
          })),
          domain,
          alternative({ group, statistic, rows }),
        ),
        table: tableOf(rows, queryMode),
      },
    ],
  }
}

function answerOf(drawn: readonly Drawn[]): Prose {
  const lead =
    'The time from a change at a connected user’s slider to the new picture: alone (hollow) and while others wait for their charts (solid).'
  return [lead, causeOf(drawn) ?? factsOf(drawn)].join(' ')
}

/** Where a serving loop stood still for about as long as the answers took, it is to blame. */
function causeOf(drawn: readonly Drawn[]): Prose | null {
  for (const { group, rows } of drawn) {
    const blocked = rows.flatMap(({ view, feel }) => {
      const stoodMs = Math.max(0, ...view.shown.trials.map((trial) => trial.resources?.loopDelayMs ?? 0))
      const slower = feel ? feel.loadedMs / feel.aloneMs : 0
      const blame = feel && slower >= FELT && feel.loadedMs > INSTANT_MS && stoodMs > feel.loadedMs / 3
      return blame ? [{ name: view.strategy.name, slower }] : []
    })
    if (blocked.length === 0) continue
    const factors = blocked.map(({ slower }) => slower)
    const [least, most] = [Math.min(...factors), Math.max(...factors)]
    const range = factor(least) === factor(most) ? factor(least) : `${factor(least)} to ${factor(most)}`
    const names = listed(blocked.map(({ name }) => name))
    return `With ${group.group.queryMode} queries **a loop of ${names} stands still while it queries**, and an answer takes ${range} times as long; up to 0.1 s seems immediate.`
  }
  return null
}

function factsOf(drawn: readonly Drawn[]): Prose {
  return drawn
    .map(({ group, rows }) => {
      const feels = rows.flatMap(({ view, feel }) => (feel ? [{ name: view.strategy.name, ...feel }] : []))
      const sorted = feels.toSorted((a, b) => a.loadedMs - b.loadedMs)
      const [best, worst] = [sorted[0]!, sorted.at(-1)!]
      const range =
        sorted.length === 1
          ? `${duration(best.loadedMs)} with ${best.name}`
          : `${duration(best.loadedMs)} (${best.name}) to ${duration(worst.loadedMs)} (${worst.name})`
      const instant = worst.loadedMs <= INSTANT_MS ? ', which seems immediate' : ''
      return `With ${group.group.queryMode} queries it takes ${range}${instant}.`
    })
    .join(' ')
}

/** `3.0`, `48`, `7,500`: two digits. */
function factor(ratio: number): string {
  return ratio < 9.95 ? ratio.toFixed(1) : Number(ratio.toPrecision(2)).toLocaleString('en-US')
}

/** Whole powers of ten around all values. */
function decades(values: readonly number[]): [number, number] {
  const positive = values.filter((value) => value > 0)
  const low = Math.floor(Math.log10(Math.min(...positive, 1_000)))
  const high = Math.ceil(Math.log10(Math.max(...positive, 0.001)))
  return [10 ** low, 10 ** Math.max(high, low + 1)]
}

function alternative({ group, statistic, rows }: Drawn): string {
  const said = rows.map(({ view, feel }) =>
    feel
      ? `${view.strategy.name} ${duration(feel.aloneMs)} alone, ${duration(feel.loadedMs)} with others`
      : `${view.strategy.name} no figure`,
  )
  return `${group.group.queryMode} queries, ${counted(group.group.users, 'user')}: answer to a connected user, ${words[statistic]}: ${said.join('; ')}.`
}

function tableOf(rows: readonly Row[], queryMode: string): DataTable {
  const figures = ({ n, p50, p95, max }: Summary) => [
    n,
    ...[p50, p95, max].map((ms) => (ms === null ? '–' : duration(ms))),
  ]
  return {
    caption: `${queryMode} queries, answers to connected users`,
    head: ['strategy', 'others', 'n', 'p50', 'p95', 'slowest'],
    rows: rows
      .filter(({ feel }) => feel)
      .flatMap(({ view, alone, loaded }) => [
        [view.strategy.name, 'none', ...figures(alone)],
        [view.strategy.name, 'load', ...figures(loaded)],
      ]),
  }
}
