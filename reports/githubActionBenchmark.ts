import type { ReportFormat } from './contract.ts'
import { cpuCost, statedMs } from './costs.ts'
import { shownOf } from './figures.ts'
import { groupsOf } from './groups.ts'
import { interruption } from './missing.ts'
import type { Cell, Report, Summary, Trial } from './model.ts'
import { scenarioName } from './scenarioName.ts'
import { counted } from './units.ts'
import { modelLabel } from './words.ts'

/** One figure as the action benchmark-action/github-action-benchmark reads it. */
interface Entry {
  /** Figures of the same name are compared from commit to commit: it holds nothing that changes by itself. */
  readonly name: string
  readonly unit: string
  readonly value: number
  readonly range?: string
  readonly extra: string
}

/** A figure of a cell, and the same figure of one of its trials. */
interface Figure {
  readonly what: string
  readonly unit: string
  readonly value: number | null
  readonly ofTrial: (trial: Trial) => number | null
}

/**
 * For the tool `customSmallerIsBetter` of github-action-benchmark: the figures of VALID cells. Where n cannot
 * carry a p95, the slowest stands instead and the name says so. `range` is half the distance between the
 * smallest and the largest of the trials; a cell with one trial has none. CPU time has no more digits than the ticks
 * of the clock carry, and is left out where they carry none. A run without a VALID cell yields an
 * empty list, which the action refuses: there is nothing to draw.
 */
export const githubActionBenchmark: ReportFormat = {
  name: 'github-action-benchmark',
  summary: 'figures of valid cells for the action of that name (customSmallerIsBetter)',
  async render({ report }) {
    const valid = report.cells.filter(({ verdict }) => verdict === 'VALID')
    const entries = valid.flatMap((cell) => entriesOf(report, cell))
    return { file: 'benchmark.json', content: `${JSON.stringify(entries, null, 2)}\n` }
  },
}

function entriesOf(report: Report, cell: Cell): Entry[] {
  const { trials } = shownOf(report, cell)
  const name = nameOf(report, cell, trials)
  const stopped = interruption(report, groupsOf(report))
  const extra = [
    `${plain(counted(trials.length, 'trial'))}, n ${cell.ttcMs.n}`,
    ...(stopped ? [plain(`INTERRUPTED: ${stopped}`)] : []),
    `scenario ${scenarioName(report)}, seed ${report.run.seed}`,
    `${report.environment.cpuModel}, ${plain(counted(report.environment.cores, 'core'))}, bench ${report.environment.bench}`,
  ].join('\n')
  return figuresOf(cell, trials).flatMap(({ what, unit, value, ofTrial }) => {
    if (value === null) return []
    const range = rangeOf(trials.map(ofTrial))
    return [
      {
        name: `${name}: ${what}`,
        unit,
        value: rounded(value),
        ...(range === null ? {} : { range }),
        extra,
      },
    ]
  })
}

/** What was played, so that only the same is compared: `single, 24 users, async, burst 5s, P 10`. */
function nameOf(
  report: Report,
  { key: { strategy, users, queryMode } }: Cell,
  [trial]: readonly Trial[],
): string {
  const { query } = report.run.scenario
  return [
    strategy,
    plain(counted(users, 'user')),
    queryMode,
    [scenarioName(report), ...(typeof query === 'string' ? [query] : [])].join(' '),
    ...(trial ? [`P ${trial.connections.budget}`] : []),
    ...[modelLabel(report)].filter(Boolean),
  ].join(', ')
}

function figuresOf(cell: Cell, trials: readonly Trial[]): Figure[] {
  const cpu = cpuCost(cell, trials)
  return [
    tail('time to chart', cell.ttcMs, ({ ttcMs }) => ttcMs),
    tail('overhead', cell.overheadMs, ({ overheadMs }) => overheadMs),
    {
      what: 'CPU per chart',
      unit: 'ms',
      value: cpu && statedMs(cpu),
      ofTrial: ({ resources }) => resources?.cpuMsPerChart ?? null,
    },
    {
      what: 'memory per user',
      unit: 'MB',
      value: megabytes(cell.pssBytesPerUser),
      ofTrial: ({ resources }) => megabytes(resources?.pssBytesPerUser ?? null),
    },
  ]
}

/** What the unluckiest see of a metric: its p95, or else the largest. */
function tail(metric: string, summary: Summary, of: (trial: Trial) => Summary): Figure {
  const figure = summary.p95 === null ? 'max' : 'p95'
  return {
    what: `${figure === 'p95' ? 'p95' : 'slowest'} ${metric}`,
    unit: 'ms',
    value: summary[figure],
    ofTrial: (trial) => of(trial)[figure],
  }
}

/** `± 1.250`; null where fewer than two trials have the figure. Two digits at least: the action needs them. */
function rangeOf(values: readonly (number | null)[]): string | null {
  const known = values.filter((value) => value !== null)
  if (known.length < 2 || known.length < values.length) return null
  return `± ${((Math.max(...known) - Math.min(...known)) / 2).toFixed(3)}`
}

/** Names are compared: with a space that people type. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ')
}

function megabytes(bytes: number | null): number | null {
  return bytes === null ? null : bytes / 1_000_000
}

function rounded(value: number): number {
  return Number(value.toFixed(3))
}
