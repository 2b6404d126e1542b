import type { Group } from './groups.ts'
import type { Cell, Comparison, Report } from './model.ts'
import { counted, listed } from './units.ts'

/** How much of a group was played before the run ended: strategies that could run here, and those with a trial that ended. */
export function playedOf({ cells }: Group): { played: number; of: number } {
  const asked = cells.filter(({ verdict }) => verdict !== 'SKIPPED')
  return { played: asked.filter((cell) => !isMissing(cell)).length, of: asked.length }
}

/** Whether a run ended before every strategy of the group had its turn, so that they cannot be compared. */
export function isPartial({ run }: Report, group: Group): boolean {
  const { played, of } = playedOf(group)
  return run.interrupted && played < of
}

/** What to do with a group's users; null where nothing can be recommended, and where not all had their turn. */
export function recommendationOf(report: Report, group: Group): Comparison['recommendation'] {
  return isPartial(report, group) ? null : (group.comparison?.recommendation ?? null)
}

/** Whether a cell has no trial that ended. */
export function isMissing({ verdict }: Cell): boolean {
  return verdict === 'INTERRUPTED'
}

/** `3 of 5 strategies were played with 64 users and async queries`. */
export function playedWords(group: Group): string {
  const { played, of } = playedOf(group)
  const what = of === 1 ? (played === 1 ? 'was' : 'was not') : `${played} of ${of} strategies were`
  return `${of === 1 ? `the strategy ${what}` : what} played with ${situation(group)}`
}

/**
 * How far an interrupted run came, for the line INTERRUPTED of every report: `3 of 9 trials were played, 1 of 3 of
 * each cell`, and what has no figures for that. Empty for a run that is whole.
 */
export function interruption(report: Report, groups: readonly Group[]): string {
  const { run, trials } = report
  if (!run.interrupted) return ''
  const ended = trials.filter(({ verdict }) => verdict !== 'INTERRUPTED').length
  const missing = missingOf(report, groups)
  return [
    run.plannedTrials === undefined
      ? `the run ended after ${counted(ended, 'trial')}, before its last one`
      : `${ended} of ${counted(run.plannedTrials, 'trial')} ${ended === 1 ? 'was' : 'were'} played${ofEachCell(report)}`,
    ...(missing.length > 0 ? [`not played: ${missing.join('; ')}`] : []),
  ].join('; ')
}

/** How many trials each cell of an interrupted run was to have; undefined for others, and where it is not recorded. */
export function plannedOfCell({ run, cells }: Report): number | undefined {
  const planned = cells.filter(isPlanned).length
  if (!run.interrupted || run.plannedTrials === undefined || planned === 0) return undefined
  return Math.round(run.plannedTrials / planned)
}

/** `, 1 of 3 of each cell`, or `1 to 2`: every round plays each cell once. Empty where a cell has a single trial. */
function ofEachCell(report: Report): string {
  const planned = plannedOfCell(report) ?? 1
  if (planned < 2) return ''
  const ended = report.cells
    .filter(isPlanned)
    .map(
      ({ id }) =>
        report.trials.filter(({ cell, verdict }) => cell === id && verdict !== 'INTERRUPTED').length,
    )
  const [least, most] = [ended.reduce((a, b) => Math.min(a, b)), ended.reduce((a, b) => Math.max(a, b))]
  return `, ${least === most ? least : `${least} to ${most}`} of ${planned} of each cell`
}

/** What cannot run here was not planned; it has no trial. */
function isPlanned({ verdict, trials }: Cell): boolean {
  return verdict !== 'SKIPPED' || trials.length > 0
}

/** What an interrupted run lacks, one phrase for each group that is not whole. */
function missingOf(report: Report, groups: readonly Group[]): string[] {
  return groups
    .filter((group) => isPartial(report, group))
    .map((group) => {
      const names = group.cells.filter(isMissing).map(({ key }) => key.strategy)
      return `${listed(names)} with ${situation(group)}`
    })
}

function situation({ users, queryMode }: Group): string {
  return `${counted(users, 'user')} and ${queryMode} queries`
}
