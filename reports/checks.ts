import { groupsOf } from './groups.ts'
import { recommendationOf } from './missing.ts'
import type { Check, Report, Trial } from './model.ts'
import { counted, whole } from './units.ts'

/** One check of a run as a line: what was checked, and its value against the limit. */
export interface CheckLine {
  readonly name: string
  readonly value: string
  /** `warn`: broken in a trial that was left out, or that did not decide; `none`: not checked. */
  readonly state: 'kept' | 'warn' | 'broken' | 'none'
}

/** The most trials that were left out to be told one by one. */
const MOST_ASIDE = 6

/**
 * Every check once, with its worst value over the trials that count; then those that put a trial aside; last, in
 * one line, what was not checked. Broken ones first, then those with a figure against a limit.
 */
export function checkLines(report: Report, valid: boolean): CheckLine[] {
  const leftOut = report.trials.filter((trial) => trial.verdict === 'INVALID')
  const counting = report.trials.filter((trial) => trial.verdict !== 'INVALID')
  const trials = counting.length > 0 ? counting : report.trials
  const checks = trials.flatMap((trial) => trial.checks)
  const byName = Map.groupBy(checks, ({ name }) => name)
  const worst = [...byName.values()]
    .filter((these) => these.some(({ ok }) => ok !== null))
    .map((these) => line(these, valid))
  const aside = counting.length > 0 ? leftOut.flatMap((trial) => brokenIn(trial, valid)) : []
  const skipped = [...byName].filter(([, these]) => these.every(({ ok }) => ok === null))
  return [
    ...worst.filter(({ state }) => state !== 'kept'),
    ...aside.slice(0, MOST_ASIDE),
    ...winnerLine(report),
    ...worst.filter(({ state, value }) => state === 'kept' && value.includes('≤')),
    ...worst.filter(({ state, value }) => state === 'kept' && !value.includes('≤')),
    ...notChecked(skipped),
  ]
}

/** With several trials: whether the recommendation rests on all of them. */
function winnerLine(report: Report): CheckLine[] {
  const told = groupsOf(report).flatMap((group) => recommendationOf(report, group)?.sameWinner ?? [])
  if (told.length === 0) return []
  const won = told.reduce((sum, one) => sum + one.won, 0)
  const of = told.reduce((sum, one) => sum + one.of, 0)
  const name = told.length > 1 ? 'same winners in every trial' : 'same winner in every trial'
  return [{ name, value: `${won} of ${of}`, state: won === of ? 'kept' : 'warn' }]
}

function notChecked(skipped: readonly (readonly [string, readonly Check[]])[]): CheckLine[] {
  const said = skipped.filter(([, [check]]) => check?.value !== 'not checked')
  const names = skipped.filter((one) => !said.includes(one)).map(([name]) => name)
  const state = 'none' as const
  return [
    ...said.map(([name, [check]]) => ({ name, value: check?.value ?? '', state })),
    ...(names.length > 0 ? [{ name: `not checked: ${names.join(', ')}`, value: '', state }] : []),
  ]
}

function brokenIn(trial: Trial, valid: boolean): CheckLine[] {
  return trial.checks
    .filter((check) => check.ok === false)
    .map((check) => {
      const { name, ...rest } = line([check], valid)
      return { name: `${name}, trial ${trial.order} (left out)`, ...rest }
    })
}

function line(checks: readonly Check[], valid: boolean): CheckLine {
  const worst = checks.reduce(worse)
  const broken = checks.filter(({ ok }) => ok === false).length
  const where = broken > 0 && checks.length > 1 ? `, ${broken} of ${counted(checks.length, 'trial')}` : ''
  return {
    name: `${worst.name}${where}`,
    value: worst.ok ? kept(checks, worst) : against(worst),
    state: worst.ok ? 'kept' : valid ? 'warn' : 'broken',
  }
}

/** What was kept in all trials: the sum where trials count parts of a whole, the worst where they can be compared. */
function kept(checks: readonly Check[], worst: Check): string {
  const checked = checks.filter(({ ok }) => ok !== null)
  const shares = checked.flatMap(({ value }) => /^(\d+) of (\d+)$/.exec(value)?.slice(1).map(Number) ?? [])
  if (shares.length === 2 * checked.length) {
    const sum = (from: number) => shares.filter((_, i) => i % 2 === from).reduce((a, b) => a + b, 0)
    return against({ ...worst, value: `${whole(sum(0))} of ${whole(sum(1))}` })
  }
  const same = checked.every(({ value }) => value === worst.value)
  return same || amount(worst.value) ? against(worst) : `in ${counted(checked.length, 'trial')}`
}

/** `0.4 ms ≤ 2 ms`, `3.4 % > 2 %`, `0 of 640 ≤ 0.1 %`; where they cannot be compared, both are named. */
function against({ value, limit, ok }: Pick<Check, 'value' | 'limit' | 'ok'>): string {
  const bare = limit.replace(/^[≤<]\s*/, '')
  const [x, y] = [amount(value), amount(bare)]
  if (limit === '' || (value === bare && (x === undefined || x.number === 0))) return value
  const share = /^[\d,]+ of [\d,]+$/.test(value) && y?.unit.trim() === '%'
  if (share || (x && y && x.unit === y.unit))
    return `${value} ${ok ? '≤' : '>'} ${bare}`.replaceAll(' ', '\u00a0')
  return ok ? value : `${value}, limit ${bare}`
}

/** A broken check beats a kept one; of two numbers in the same unit the larger one counts. */
function worse(a: Check, b: Check): Check {
  if (a.ok !== b.ok) return a.ok === false || b.ok === null ? a : b
  const [x, y] = [amount(a.value), amount(b.value)]
  return x && y && x.unit === y.unit && y.number > x.number ? b : a
}

/** `40.5 ms` as 40.5 and ` ms`; undefined where a text is not one number with a unit. */
function amount(text: string): { number: number; unit: string } | undefined {
  const [, number, unit] = /^([\d.,]+)([^\d]*)$/.exec(text) ?? []
  return number === undefined ? undefined : { number: Number(number.replaceAll(',', '')), unit: unit ?? '' }
}
