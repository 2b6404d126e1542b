import { cpuCost, cpuText, isExact } from './costs.ts'
import type { Cell, Report, Summary, Trial } from './model.ts'
import { duration, megabytes, percent, whole } from './units.ts'

/** One figure as the verdict of its cell lets it be shown. */
export interface Figure {
  readonly text: string
  readonly tone: 'plain' | 'muted' | 'bad'
  /** The number behind it where it may be compared with others. */
  readonly value: number | null
}

/** What a cell shows, in every report alike. */
export interface Figures {
  readonly p50: Figure
  readonly p95: Figure
  readonly last: Figure
  readonly efficiency: Figure
  readonly queries: Figure
  readonly cpu: Figure
  readonly memory: Figure
  readonly misroutes: Figure
}

/** Which summaries stand for a cell, and what charts that never came cost. */
export interface Shown {
  readonly ttc: Summary
  /** The trials that the figures come from: the valid ones, or those that decided the verdict. */
  readonly trials: readonly Trial[]
  /** The time-out value, with which every chart that never came counts; null where all came. */
  readonly timeoutMs: number | null
  /** Charts that never arrived in those trials. */
  readonly lost: number
}

/** Chooses what stands for a cell. An overloaded or failed cell has no valid trial, and shows what it has. */
export function shownOf(report: Report, cell: Cell): Shown {
  const all = report.trials.filter((trial) => trial.cell === cell.id)
  const valid = all.filter((trial) => trial.verdict === 'VALID')
  const trials = valid.length > 0 ? valid : all.filter((trial) => trial.verdict === cell.verdict)
  const ttc = cell.ttcMs.n > 0 ? cell.ttcMs : (trials.find((trial) => trial.ttcMs.n > 0)?.ttcMs ?? cell.ttcMs)
  const lost = sum(trials, (trial) => trial.counts.timeout + trial.counts.error + trial.counts.dropped)
  // Charts that never came enter time to chart at the time-out value, so that it is the largest.
  return { ttc, trials, lost, timeoutMs: lost > 0 ? ttc.max : null }
}

/**
 * The figures of a cell. INVALID ones are not stated; what never ran has none, and what was cut short neither:
 * its percentiles would be those of the fast ones.
 */
export function figuresOf(report: Report, cell: Cell): Figures {
  if (cell.verdict === 'INVALID') return everywhere('not stated')
  const shown = shownOf(report, cell)
  if (cell.verdict === 'SKIPPED' || cell.verdict === 'INTERRUPTED' || shown.ttc.n === 0)
    return everywhere('–')
  const plain = cell.verdict === 'VALID'
  const tone = cell.verdict === 'FAILED' ? 'bad' : plain ? 'plain' : 'muted'
  const figure = (value: number | null, show: (value: number) => string, missing = 'n/a'): Figure =>
    value === null
      ? { text: missing, tone: 'muted', value }
      : { text: show(value), tone, value: plain ? value : null }
  const time = (value: number | null) =>
    figure(value, (ms) => atMost(ms, shown.timeoutMs), tooSmall(shown.ttc))
  return {
    p50: time(shown.ttc.p50),
    p95: time(shown.ttc.p95),
    last: time(shown.ttc.max),
    efficiency: figure(shown.lost > 0 ? null : (cell.physics?.efficiency ?? null), percent),
    queries: queriesFigure(shown.trials, tone),
    cpu: cpuFigure(cell, shown.trials, tone),
    memory: figure(cell.pssBytesPerUser, megabytes),
    misroutes: misroutes(shown.trials, tone),
  }
}

/** `35.4 s`, or `> 45 s` where the value is that of charts that never came: those refused sooner, too. */
export function atMost(ms: number, timeoutMs: number | null): string {
  return timeoutMs !== null && ms >= timeoutMs ? `> ${duration(timeoutMs)}` : duration(ms)
}

/** Why a percentile is missing, in a few words. */
export function tooSmall(summary: Summary): string {
  return summary.why ?? 'n too small'
}

/** Charts that arrived: those of a retried connection among them. */
export function chartsOf({ counts }: Trial): number {
  return counts.ok + counts.retried
}

/** Only what clock ticks let be known can be compared. */
function cpuFigure(cell: Cell, trials: readonly Trial[], tone: Figure['tone']): Figure {
  const cost = cpuCost(cell, trials)
  if (!cost) return { text: 'n/a', tone: 'muted', value: null }
  const comparable = cell.verdict === 'VALID' && isExact(cost)
  return { text: cpuText(cost), tone, value: comparable ? cost.ms : null }
}

function queriesFigure(trials: readonly Trial[], tone: Figure['tone']): Figure {
  const queries = sum(trials, (trial) => trial.queries.database)
  const charts = sum(trials, chartsOf)
  const expected = sum(trials, (trial) => trial.queries.expected)
  const differ = queries !== charts && (queries !== expected || tone !== 'plain')
  return { text: `${whole(queries)} / ${whole(charts)}`, tone: differ ? 'bad' : tone, value: null }
}

function misroutes(trials: readonly Trial[], tone: Figure['tone']): Figure {
  const count = sum(trials, (trial) => trial.sessions.misroutes)
  return { text: whole(count), tone: count > 0 ? 'bad' : tone, value: null }
}

function everywhere(text: string): Figures {
  const none: Figure = { text, tone: 'muted', value: null }
  return {
    p50: none,
    p95: none,
    last: none,
    efficiency: none,
    queries: none,
    cpu: none,
    memory: none,
    misroutes: none,
  }
}

function sum(trials: readonly Trial[], of: (trial: Trial) => number): number {
  return trials.reduce((total, trial) => total + of(trial), 0)
}
