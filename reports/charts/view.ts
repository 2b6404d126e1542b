import type { RecordedRun } from '../contract.ts'
import { greatest } from '../extremes.ts'
import { chartsOf, type Shown, shownOf } from '../figures.ts'
import { type Group, groupsOf } from '../groups.ts'
import type { Cell, Report, Sample } from '../model.ts'
import { sentence, whole } from '../units.ts'
import { runVerdict } from '../words.ts'
import type { ChartPanel, PanelStrategy, PlotMissing } from './contract.ts'

type Strategy = Report['strategies'][number]

/** A cell with what its row and its panels need. */
export interface CellView {
  readonly cell: Cell
  readonly strategy: Strategy
  /** The class that sets the colour of the strategy. */
  readonly colorClass: string
  readonly shown: Shown
  /** Charts of one trial. */
  readonly charts: number
  /** Whether there is something to plot that the verdict lets be shown. */
  readonly plotted: boolean
  /** Samples of one of the shown trials. */
  readonly samples: (trialId: string) => readonly Sample[]
}

/** Looks up everything that belongs to a group's cells. */
export function viewsOf(run: RecordedRun, group: Group): CellView[] {
  const { report } = run
  const unusable = runVerdict(report) === 'INVALID'
  return group.cells.map((cell) => {
    const index = report.strategies.findIndex(({ name }) => name === cell.key.strategy)
    const shown = shownOf(report, cell)
    const measured = shown.trials.some((trial) => trial.ttcMs.n > 0)
    return {
      cell,
      strategy: report.strategies[index] ?? unknownStrategy(cell.key.strategy),
      colorClass: `s${index}`,
      shown,
      charts: shown.trials[0]?.counts.scheduled ?? 0,
      // The plots of a run that cannot be used stay, to find out why; a single cell's are left out.
      plotted: measured && (cell.verdict !== 'INVALID' || unusable),
      samples: (trialId) => run.samples(trialId),
    }
  })
}

/** A group with what its cells show, in the order of the strategies. */
export interface GroupViews {
  readonly group: Group
  readonly views: readonly CellView[]
}

/** What there is one of for each chart: a user, or with several charts a user the chart itself. */
export function countedAs({ group, views }: GroupViews): 'user' | 'chart' {
  return views.every(({ charts }) => charts === 0 || charts === group.users) ? 'user' : 'chart'
}

/** Everything that charts need, of every group of a run. */
export function groupViewsOf(run: RecordedRun): GroupViews[] {
  return groupsOf(run.report).map((group) => ({ group, views: viewsOf(run, group) }))
}

/** Whose panel it is. */
export function panelStrategy({ strategy, colorClass }: CellView): PanelStrategy {
  return { name: strategy.name, mark: strategy.mark, colorClass }
}

/** Its colour in a plot of several strategies; grey where the report does not describe it. */
export function colorOf({ colorClass }: CellView): string {
  return colorClass === 's-1' ? 'var(--ink3)' : `var(--${colorClass})`
}

/** What stands in the place of a plot that the verdict does not let be shown. */
export function plotMissing({ cell }: CellView): PlotMissing {
  return { verdict: cell.verdict, reason: sentence(cell.reasons[0] ?? 'nothing was recorded') }
}

/** When the last chart came, or why a plot holds less than its caption says. */
export function panelNote({ cell, shown, plotted, samples }: CellView): NonNullable<ChartPanel['note']> {
  if (!plotted) return { text: '', bad: false }
  const arrived = shown.trials.reduce((sum, trial) => sum + chartsOf(trial), 0)
  if (arrived === 0) return { text: 'no chart', bad: true }
  if (cell.verdict === 'INVALID') return { text: 'left out', bad: false }
  if (shown.lost > 0) return { text: `${whole(shown.lost)} ${whyWithout(shown)}`, bad: true }
  if (shown.ttc.max === null) return { text: '', bad: false }
  const [trial] = shown.trials
  const latest = greatest(
    (trial ? samples(trial.id) : []).map(({ intended }) => intended / 1_000),
    0,
  )
  // Where users come over time, the slowest chart need not be the last one on the axis.
  const word = latest < shown.ttc.max * 0.02 ? 'last' : 'slowest'
  return { text: `${word} ${lastOf(shown.ttc.max)}`, bad: false }
}

/** Who was refused, or could not be met, did not lose patience. */
function whyWithout({ trials, lost }: Shown): string {
  return trials.reduce((sum, { counts }) => sum + counts.timeout, 0) === lost ? 'gave up' : 'without chart'
}

function lastOf(ms: number): string {
  return ms >= 999.5 ? `${(ms / 1_000).toFixed(1)}\u00a0s` : `${ms.toFixed(0)}\u00a0ms`
}

function unknownStrategy(name: string): Strategy {
  return { name, title: '', summary: '', color: { light: '', dark: '' }, mark: 'plus', capabilities: null }
}
