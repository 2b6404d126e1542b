import type { Group } from '../groups.ts'
import { recommendationOf } from '../missing.ts'
import type { Report } from '../model.ts'
import { isJudged } from '../objectives.ts'
import { counted, duration, listed, percent } from '../units.ts'
import { advice, modelLabel } from '../words.ts'
import { conclusionLines } from './conclusion.ts'
import { fateLines } from './fates.ts'
import { labelled } from './labelled.ts'
import { metLines, missedLines, objectiveLines, undecided } from './objectives.ts'
import { marks, type Paint } from './paint.ts'
import { reasonLines } from './reasons.ts'
import { table } from './table.ts'
import { wrap } from './wrap.ts'

/** Everything of one user count and query mode; what others have met too is said once for all, unless `alone`. */
export function detailLines(
  report: Report,
  group: Group,
  columns: number,
  paint: Paint,
  { alone }: { alone: boolean },
): string[] {
  return [
    paint.bold([titleOf(group), modelLabel(report)].filter(Boolean).join(', ')),
    ...table(report, group, columns, paint),
    ...labelled('efficiency', givenAway(report, group), columns, paint),
    ...besides(report, group, columns, paint),
    ...objectiveLines(group, columns, paint),
    ...(alone ? metLines([group], columns, paint) : []),
    ...conclusionLines(report, group, columns, paint),
  ]
}

/** One of several user counts: what to do, and what is not as it should be. Its figures stand in the matrix. */
export function briefLines(report: Report, group: Group, columns: number, paint: Paint): string[] {
  const name = recommendationOf(report, group)?.strategy
  const mark = report.strategies.find((strategy) => strategy.name === name)?.mark
  const [first = '', ...rest] = wrap(
    `${titleOf(group)}: ${advice(report, group)}${undecided(group)}`,
    columns - 2,
  )
  return [
    `${mark ? paint.mark(mark, marks[mark]) : ' '} ${first}`,
    ...[
      ...rest,
      ...besides(report, group, columns - 2, paint),
      ...missedLines(group, columns - 2, paint),
    ].map((line) => `  ${line}`),
  ]
}

/** What the figures do not say. */
function besides(report: Report, group: Group, columns: number, paint: Paint): string[] {
  return [
    ...reasonLines(report, group, columns, paint),
    ...fateLines(report, group, columns, paint),
    ...labelled('interaction', interactions(group), columns, paint),
  ]
}

function titleOf({ users, queryMode }: Group): string {
  return `${counted(users, 'user').replace('\u00a0', ' ')}, ${queryMode} queries`
}

/** What strategies lose by having fewer slots than there are connections, whatever they do with them. */
function givenAway(report: Report, group: Group): string {
  const told = group.cells.filter(isJudged).flatMap((cell) => {
    const atBest = cell.physics?.atBest ?? 1
    if (atBest > 0.995) return []
    const { slots = [], budget = 0 } =
      report.trials.find((trial) => trial.cell === cell.id)?.connections ?? {}
    return [{ strategy: cell.key.strategy, atBest, budget, total: slots.reduce((sum, one) => sum + one, 0) }]
  })
  const alike = Map.groupBy(told, ({ total, atBest }) => `${total} ${percent(atBest)}`)
  return [...alike.values()]
    .map((those) => {
      const { total, budget, atBest } = those[0]!
      const names = listed(those.map(({ strategy }) => strategy))
      const queries = total === 1 ? 'one query' : `${total} queries`
      return `${names} ${those.length > 1 ? 'run' : 'runs'} ${queries} at a time with ${budget} connections: ${percent(atBest)} at best`
    })
    .join('; ')
}

/** What a connected user feels: the answer to an interaction, alone and while others wait for their query. */
function interactions(group: Group): string {
  const told = group.cells.filter(isJudged).flatMap(({ key, interactionMs: { alone, loaded } }) => {
    if (alone.p95 === null || loaded.p95 === null) return []
    return [`${key.strategy} ${duration(alone.p95)} → ${duration(loaded.p95)}`.replaceAll(' ', '\u00a0')]
  })
  return told.length === 0 ? '' : `p95, alone → while others load: ${told.join(', ')}`
}
