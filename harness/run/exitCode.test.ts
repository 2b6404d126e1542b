import { expect, test } from 'vitest'
import type { Cell, Report, Verdict } from '../../reports/model.ts'
import { testCell } from './cell.fixture.ts'
import { exitCodeOf } from './exitCode.ts'

function exitCode(cells: readonly Cell[], { interrupted = false, strategies = cells.length } = {}) {
  const names = Array.from({ length: strategies }, (_, i) => ({ name: `s${i}` }))
  return exitCodeOf({ run: { interrupted }, cells, strategies: names } as unknown as Report)
}

const cell = (verdict: Verdict) => testCell(verdict.toLowerCase(), 1_000, { verdict })
const missing = testCell('missing', 1_000, {
  objectives: [{ expression: 'p95(ttc) < 1s', result: 'missed', value: '2 s' }],
})

test.each<[string, number, Cell[]]>([
  ['all is well', 0, [cell('VALID'), cell('VALID')]],
  ['what cannot run here was skipped', 0, [cell('VALID'), cell('SKIPPED')]],
  ['all was skipped', 3, [cell('SKIPPED'), cell('SKIPPED')]],
  ['one strategy of several collapses: a result', 0, [cell('VALID'), cell('OVERLOADED')]],
  ['the only strategy collapses', 5, [cell('OVERLOADED')]],
  ['an objective is missed', 5, [cell('VALID'), missing]],
  ['a target failed', 4, [cell('VALID'), cell('FAILED')]],
  ['a cell without a valid trial', 7, [cell('VALID'), cell('INVALID')]],
])('%s: %i', (_, code, cells) => {
  expect(exitCode(cells)).toBe(code)
})

test('an objective that n cannot decide is no miss', () => {
  const undecided = testCell('a', 1_000, {
    objectives: [{ expression: 'p95(ttc) < 1s', result: 'n too small', value: '2 s' }],
  })
  expect(exitCode([undecided])).toBe(0)
})

test('one strategy with several cells is still the only one', () => {
  expect(exitCode([cell('VALID'), cell('OVERLOADED')], { strategies: 1 })).toBe(5)
})

test('with several: interrupted, invalid, failed, missed', () => {
  const all = [cell('INVALID'), cell('FAILED'), missing]
  expect(exitCode(all, { interrupted: true })).toBe(130)
  expect(exitCode(all)).toBe(7)
  expect(exitCode(all.slice(1))).toBe(4)
  expect(exitCode(all.slice(2))).toBe(5)
})
