import { expect, test } from 'vitest'
import { checkLines } from './checks.ts'
import type { Cell, Check, Report, Trial, Verdict } from './model.ts'

const check = (name: string, value: string, limit: string, ok: boolean | null = true): Check => ({
  name,
  value,
  limit,
  ok,
})

function report(...trials: (readonly [Verdict, ...Check[]])[]): Report {
  return {
    trials: trials.map(([verdict, ...checks], i) => ({ verdict, checks, order: i + 1 }) as Trial),
    run: { interrupted: false },
    strategies: [] as Report['strategies'],
    cells: [] as Report['cells'],
    comparison: [] as Report['comparison'],
  } as Report
}

const told = (one: Report, valid = true) =>
  checkLines(one, valid).map(({ name, value, state }) =>
    `${state} ${name}: ${value}`.replaceAll('\u00a0', ' '),
  )

test('each check stands once, with its worst value against the limit', () => {
  const of = (ms: string, errors: string) =>
    ['VALID', check('late', ms, '50 ms'), check('errors', errors, '0.1 %')] as const
  expect(told(report(of('3.2 ms', '0 of 20'), of('10.4 ms', '0 of 1064')))).toEqual([
    'kept late: 10.4 ms ≤ 50 ms',
    'kept errors: 0 of 1,084 ≤ 0.1 %',
  ])
})

test('what is no number is said to hold in so many trials', () => {
  const of = (n: number) => ['VALID', check('queries', `charts ${n}, database ${n}`, `${n} at most`)] as const
  expect(told(report(of(8), of(20)))).toEqual(['kept queries: in 2 trials'])
  expect(told(report(['VALID', check('budget', '10', '10'), check('wrong', '0', '0')]))).toEqual([
    'kept budget: 10 ≤ 10',
    'kept wrong: 0',
  ])
})

test('broken ones come first, with the trials in which they were; what was left out names its trial', () => {
  const lines = told(
    report(
      ['VALID', check('wrong', '0', '0'), check('gave up', '0', '0')],
      ['OVERLOADED', check('wrong', '0', '0'), check('gave up', '3', '0', false)],
      ['INVALID', check('steal', '3.4 %', '2 %', false)],
    ),
  )
  expect(lines).toEqual([
    'warn gave up, 1 of 2 trials: 3 > 0',
    'warn steal, trial 3 (left out): 3.4 % > 2 %',
    'kept wrong: 0',
  ])
})

test('what was not checked is one line, what n was too small for says so', () => {
  const lines = told(
    report([
      'VALID',
      check('p99', 'n too small (20 of 299)', '', null),
      check('steal', 'not checked', '', null),
      check("Little's law", 'not checked', '', null),
    ]),
  )
  expect(lines).toEqual(['none p99: n too small (20 of 299)', "none not checked: steal, Little's law: "])
})

test('several trials: whether the winner is the same in all of them', () => {
  const one = report(['VALID'])
  const recommendation = {
    strategy: 'a',
    because: '',
    bottleneck: '',
    notWhen: '',
    sameWinner: { won: 2, of: 3 },
  }
  one.cells = [{ key: { strategy: 'a', users: 8, queryMode: 'async' } } as Cell]
  one.comparison = [{ users: 8, queryMode: 'async', ranking: [], recommendation }]
  expect(told(one)).toEqual(['warn same winner in every trial: 2 of 3'])
})

test('a group that was played in part has no winner', () => {
  const one = report(['VALID'])
  const cell = (strategy: string, verdict: Verdict) =>
    ({ key: { strategy, users: 8, queryMode: 'async' }, verdict }) as Cell
  const recommendation = {
    strategy: 'a',
    because: '',
    bottleneck: '',
    notWhen: '',
    sameWinner: { won: 2, of: 2 },
  }
  const stopped: Report = {
    ...one,
    run: { ...one.run, interrupted: true },
    cells: [cell('a', 'VALID'), cell('b', 'INTERRUPTED')],
    comparison: [{ users: 8, queryMode: 'async', ranking: [], recommendation }],
  }
  expect(told(stopped)).toEqual([])
})

test('a share is told against its limit, broken or kept', () => {
  expect(told(report(['INVALID', check('errors', '3 of 640', '0.1 %', false)]), false)).toEqual([
    'broken errors: 3 of 640 > 0.1 %',
  ])
  expect(told(report(['VALID', check('errors', '0 of 640', '0.1 %')]))).toEqual([
    'kept errors: 0 of 640 ≤ 0.1 %',
  ])
})
