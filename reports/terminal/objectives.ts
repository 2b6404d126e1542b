import type { Group } from '../groups.ts'
import { expressionsOf, isJudged, type Objective, resultsOf } from '../objectives.ts'
import { labelled } from './labelled.ts'
import type { Paint } from './paint.ts'

/** The objectives that everybody met, in all groups, in one line; nothing where there are none. */
export function metLines(groups: readonly Group[], columns: number, paint: Paint): string[] {
  const met = expressionsOf({ cells: groups.flatMap(({ cells }) => cells) }).filter((expression) =>
    groups.every((group) => isMet(group, expression)),
  )
  // Of a run that was cut short, or whose cells are not all worth judging, "all" would claim too much.
  const whole = groups.every(({ cells }) => cells.every(isJudged))
  const who = whole ? 'met by all' : 'met by all that can be judged'
  return labelled('objectives', met.length > 0 ? `${who}: ${met.join(', ')}` : '', columns, paint)
}

/** A group's objectives that not everybody met, with the figures of those who did not. */
export function objectiveLines(group: Group, columns: number, paint: Paint): string[] {
  return expressionsOf(group)
    .filter((expression) => !isMet(group, expression))
    .flatMap((expression) => labelled('objective', objectiveText(group, expression), columns, paint))
}

/** The same where somebody missed one; of others `undecided` says that n is too small. */
export function missedLines(group: Group, columns: number, paint: Paint): string[] {
  return expressionsOf(group)
    .filter((expression) => !isMet(group, expression) && !isUndecided(group, expression))
    .flatMap((expression) => labelled('objective', objectiveText(group, expression), columns, paint))
}

/** `p95(ttc) < 20s: n too small.`, of all that nobody can be said to have met or missed. */
export function undecided(group: Group): string {
  return expressionsOf(group)
    .filter((expression) => isUndecided(group, expression))
    .map((expression) => ` ${expression}: n too small.`.replaceAll(' ', '\u00a0').replace('\u00a0', ' '))
    .join('')
}

function objectiveText(group: Group, expression: string): string {
  const told = (['missed', 'n too small', 'met'] as const).flatMap((result) =>
    toldOf(group, expression, result),
  )
  return `${expression}: ${told.join('; ')}`
}

function isUndecided(group: Group, expression: string): boolean {
  return resultsOf(group, expression).every(({ result }) => result === 'n too small')
}

function toldOf(group: Group, expression: string, result: Objective['result']): string[] {
  const all = resultsOf(group, expression)
  const those = all.filter((one) => one.result === result)
  if (those.length === 0) return []
  if (result === 'met')
    return [`met by ${those.length === 1 ? those[0]!.strategy : `${those.length} others`}`]
  const names = those.map(({ strategy, value }) => `${strategy} ${value}`.replaceAll(' ', '\u00a0'))
  if (result === 'missed') return [`missed by ${names.join(', ')}`]
  return [those.length === all.length ? 'n too small' : `n too small: ${names.join(', ')}`]
}

function isMet(group: Group, expression: string): boolean {
  const results = resultsOf(group, expression)
  return results.every(({ result }) => result === 'met')
}
