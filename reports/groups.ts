import type { Cell, Comparison, Report } from './model.ts'

/** The cells that are compared with each other: same users, same query mode. */
export interface Group {
  readonly users: number
  readonly queryMode: Cell['key']['queryMode']
  /** In the order of the report's strategies. */
  readonly cells: readonly Cell[]
  readonly comparison: Comparison | undefined
}

/** Every group of a report: most users first, async before blocking. */
export function groupsOf(report: Report): Group[] {
  const groups = new Map<string, Cell[]>()
  for (const cell of report.cells) {
    const key = `${cell.key.users} ${cell.key.queryMode}`
    groups.set(key, [...(groups.get(key) ?? []), cell])
  }
  const place = (cell: Cell) => report.strategies.findIndex(({ name }) => name === cell.key.strategy)
  return [...groups.values()]
    .map((cells) => {
      const { users, queryMode } = cells[0]!.key
      return {
        users,
        queryMode,
        cells: cells.toSorted((a, b) => place(a) - place(b)),
        comparison: report.comparison.find((one) => one.users === users && one.queryMode === queryMode),
      }
    })
    .sort((a, b) => b.users - a.users || a.queryMode.localeCompare(b.queryMode))
}

/** The user counts of a report, ascending. */
export function userCounts(groups: readonly Group[]): number[] {
  return [...new Set(groups.map((group) => group.users))].sort((a, b) => a - b)
}
