import { marks, type Paint } from '../../../reports/terminal/paint.ts'
import { cut, padLeft, padRight, textWidth } from '../../../reports/terminal/width.ts'
import type { ExpectedRun, RunState, TrialState } from './contract.ts'
import { elapsedOf, failuresOf, p50Of, span } from './facts.ts'

/** The size of a terminal. */
export interface Size {
  readonly columns: number
  readonly rows: number
}

/** Between pieces; one where two do not fit. */
const GAP = 2
const BAR = 10
const SHORTEST_BAR = 4
const SHORTEST_NAME = 12
/** More trials of a strategy are counted instead of drawn one by one. */
const MOST_SIGNS = 16

type Strategy = ExpectedRun['strategies'][number]

/** A piece of a line; every line of a block has the same ones, so that they stand below each other. */
interface Piece {
  readonly text: string
  readonly paint?: (text: string) => string
  readonly right?: boolean
  /** Drawn as a bar instead of the text. */
  readonly share?: number
}

/** The kinds of pieces; what has the larger number gives way first where a line is too long. */
const pieces = {
  name: 0,
  signs: 7,
  cell: 2,
  phase: 1,
  bar: 8,
  charts: 3,
  failed: 4,
  p50: 5,
  time: 6,
} as const
type Kind = keyof typeof pieces
const kinds = Object.keys(pieces) as Kind[]

/**
 * The block that stands at the bottom of a terminal: a line for each strategy, with the trial that runs or ran
 * last, and one for the whole run. Never wider than the terminal nor higher: strategies that do not run give way.
 */
export function blockLines(run: RunState, size: Size, paint: Paint): string[] {
  // The last column stays free: some terminals wrap as soon as it is written.
  const columns = Math.max(1, size.columns - 1)
  const shown = inHeight(run, Math.max(1, size.rows - 1))
  const rows = shown.map((strategy) => strategyPieces(run, strategy, paint))
  const division = divide(run, rows, columns)
  const lines = rows.map((row) => lineOf(row, division))
  return [...lines, runLine(run, columns, paint)]
}

/** The strategies that fit, in their order, those around the one that runs. */
function inHeight({ strategies, trials }: RunState, rows: number): readonly Strategy[] {
  const room = rows - 1
  if (strategies.length <= room) return strategies
  const running = trials.find(isRunning)?.strategy
  const place = Math.max(
    0,
    strategies.findIndex(({ name }) => name === running),
  )
  const start = Math.min(Math.max(0, place - Math.floor(room / 2)), strategies.length - room)
  return strategies.slice(start, start + room)
}

function strategyPieces(run: RunState, { name, mark }: Strategy, paint: Paint): Record<Kind, Piece> {
  const trials = run.trials.filter(({ strategy }) => strategy === name)
  const trial = trials.find(isRunning) ?? trials.findLast(({ phase }) => phase === 'judged') ?? trials[0]
  const charts = trial?.charts
  const running = trial !== undefined && isRunning(trial)
  const quiet = running ? undefined : paint.dim
  const piece = (text: string, right = false): Piece => ({ text, right, ...(quiet && { paint: quiet }) })
  return {
    name: {
      text: `${marks[mark]} ${name}`,
      paint: (text) => paint.mark(mark, text[0]!) + (running ? paint.bold(text.slice(1)) : text.slice(1)),
    },
    signs: piece(run.trials.length > run.strategies.length ? signsOf(trials) : ''),
    cell: piece(trial ? cellName(run, trial) : '', true),
    phase: phaseOf(trial, paint),
    bar:
      running && charts
        ? {
            text: '',
            share: charts.arrived / Math.max(1, charts.expected),
            paint: (text) => paint.mark(mark, text),
          }
        : piece(''),
    charts: piece(charts ? `${charts.arrived}/${charts.expected}` : '', true),
    failed: { text: charts ? failuresOf(charts) : '', paint: paint.bad },
    p50: piece(charts?.p50 ? p50Of(charts.p50) : ''),
    time: piece(trial ? timeOf(trial) : ''),
  }
}

function phaseOf(trial: TrialState | undefined, paint: Paint): Piece {
  if (!trial || trial.phase === 'to come') return { text: 'waits', paint: paint.dim }
  const { verdict } = trial
  return verdict ? { text: verdict, paint: (text) => paint.verdict(verdict, text) } : { text: trial.phase }
}

function timeOf(trial: TrialState): string {
  if (trial.phase === 'to come') return `~${span(trial.expectedMs)}`
  return trial.phase === 'judged' ? span(trial.elapsedMs) : elapsedOf(trial)
}

/** Which of a strategy's cells a trial is of: nothing where there is only one. */
function cellName(run: RunState, { users, queryMode }: TrialState): string {
  const several = <K extends 'users' | 'queryMode'>(key: K) =>
    new Set(run.trials.map((trial) => trial[key])).size > 1
  return [
    several('users') ? `${users} user${users === 1 ? '' : 's'}` : '',
    several('queryMode') ? queryMode : '',
  ]
    .filter(Boolean)
    .join(' ')
}

/** One sign for each trial of a strategy, fewest users first: `✓✓▸·`. */
function signsOf(trials: readonly TrialState[]): string {
  if (trials.length > MOST_SIGNS)
    return `${trials.filter(({ phase }) => phase === 'judged').length}/${trials.length}`
  return trials
    .toSorted((a, b) => a.users - b.users || a.queryMode.localeCompare(b.queryMode) || a.order - b.order)
    .map((trial) => {
      if (isRunning(trial)) return '▸'
      if (!trial.verdict) return '·'
      return trial.verdict === 'VALID' ? '✓' : trial.verdict === 'OVERLOADED' ? '!' : '×'
    })
    .join('')
}

function runLine({ trials, elapsedMs, leftMs }: RunState, columns: number, paint: Paint): string {
  const done = trials.filter(({ phase }) => phase === 'judged').length
  const left = done === trials.length ? '' : `about ${span(leftMs)} left`
  const line = (counted: string) => [counted, span(elapsedMs), left].filter(Boolean).join(' · ')
  const long = line(`${done} of ${trials.length} trials done`)
  const short = line(`${done}/${trials.length}`)
  const drawn = `${bar(elapsedMs / Math.max(1, elapsedMs + leftMs), BAR)} ${long}`
  return paint.dim([drawn, long].find((one) => textWidth(one) <= columns) ?? cut(short, columns))
}

/** `████░░░░░░` for a share of 0.4; something is to be seen of the smallest share, and of what lacks. */
function bar(share: number, width: number): string {
  const full =
    share <= 0 ? 0 : share >= 1 ? width : Math.min(width - 1, Math.max(1, Math.round(share * width)))
  return '█'.repeat(full) + '░'.repeat(width - full)
}

/** What a block reserves from the beginning, so that nothing moves when a trial gets further. */
function reserved({ trials }: RunState): Partial<Record<Kind, number>> {
  const users = Math.max(0, ...trials.map((trial) => trial.users))
  return {
    phase: 'measure'.length,
    bar: BAR,
    charts: `${users}/${users}`.length,
    p50: 'p50 >1.2 s'.length,
    time: '12 of ~15 s'.length,
  }
}

/** How a block's lines are divided. */
interface Division {
  readonly widths: ReadonlyMap<Kind, number>
  readonly gap: number
}

/** Where a line would be too long, gaps and bars shrink, then names are cut and whole columns go. */
function divide(run: RunState, rows: readonly Record<Kind, Piece>[], columns: number): Division {
  const least = reserved(run)
  const widths = new Map(
    kinds.map((kind) => [kind, Math.max(least[kind] ?? 0, ...rows.map((row) => textWidth(row[kind].text)))]),
  )
  for (const [kind, width] of widths) if (width === 0) widths.delete(kind)
  const excess = (gap: number) =>
    [...widths.values()].reduce((sum, width) => sum + width + gap, -gap) - columns
  if (excess(GAP) <= 0) return { widths, gap: GAP }
  const shrink = (kind: Kind, shortest: number) => {
    const width = widths.get(kind) ?? 0
    if (excess(1) > 0 && width > shortest) widths.set(kind, Math.max(shortest, width - excess(1)))
  }
  shrink('bar', SHORTEST_BAR)
  for (const kind of kinds.toSorted((a, b) => pieces[b] - pieces[a])) {
    const spare = Math.max(0, (widths.get('name') ?? 0) - SHORTEST_NAME - 2)
    if (excess(1) - spare <= 0 || kind === 'name') break
    widths.delete(kind)
  }
  shrink('name', 1)
  return { widths, gap: 1 }
}

function lineOf(row: Record<Kind, Piece>, { widths, gap }: Division): string {
  const texts = kinds.flatMap((kind) => {
    const width = widths.get(kind) ?? 0
    if (width === 0) return []
    const { text, share, right, paint } = row[kind]
    const padded =
      share === undefined ? (right ? padLeft : padRight)(cut(text, width), width) : bar(share, width)
    return [paint ? paint(padded) : padded]
  })
  return texts.join(' '.repeat(gap)).trimEnd()
}

function isRunning({ phase }: TrialState): boolean {
  return phase !== 'to come' && phase !== 'judged'
}
