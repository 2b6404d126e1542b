import type { Group } from './groups.ts'
import type { Cell, Report } from './model.ts'
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

/** What an interrupted run lacks, one sentence for each group that is not whole. */
export function missingOf(report: Report, groups: readonly Group[]): string[] {
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
