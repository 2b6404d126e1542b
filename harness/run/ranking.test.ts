import { describe, expect, test } from 'vitest'
import type { Cell, Trial } from '../../reports/model.ts'
import single from '../../strategies/single/index.ts'
import { testCell } from './cell.fixture.ts'
import { compareCells } from './ranking.ts'

function compare(cells: readonly Cell[], trials: readonly Trial[] = []) {
  const strategies = new Map([['single', single]])
  return compareCells(cells, { trials, strategies, connections: 10, queryMs: 5_000 })
}

const order = (cells: readonly Cell[], trials?: readonly Trial[]) =>
  compare(cells, trials)[0]?.ranking.map(({ strategy }) => strategy)

/** The valid trials of a cell, by their last chart. */
const trials = (cell: string, ...lastMs: number[]) =>
  lastMs.map((max) => ({ cell, verdict: 'VALID', ttcMs: { p95: null, max } }) as Trial)

describe('the order', () => {
  test('is that of the last chart where n carries no p95, with the figure as the reason', () => {
    const [comparison] = compare([testCell('slow', 16_000), testCell('quick', 15_200)])
    expect(comparison?.ranking).toEqual([
      { strategy: 'quick', reason: 'last chart 15.2\u00a0s' },
      { strategy: 'slow', reason: 'last chart 16.0\u00a0s' },
    ])
  })

  test('is that of the p95 where there is one', () => {
    const ttc = (p95: number, max: number) => ({ ttcMs: { ...testCell('', 0).ttcMs, p95, max } })
    const cells = [testCell('a', 0, ttc(11_000, 12_000)), testCell('b', 0, ttc(10_000, 20_000))]
    expect(order(cells)).toEqual(['b', 'a'])
  })

  test('within 2 % is that of CPU for each chart, then of memory', () => {
    const cells = [
      testCell('first', 10_000, { cpuMsPerChart: 30 }),
      testCell('hungry', 10_100, { cpuMsPerChart: 10, pssBytesPerUser: 5e6 }),
      testCell('frugal', 10_199, { cpuMsPerChart: 10, pssBytesPerUser: 1e6 }),
      testCell('beyond', 10_201, { cpuMsPerChart: 1 }),
    ]
    expect(order(cells)).toEqual(['frugal', 'hungry', 'first', 'beyond'])
    const reasons = compare(cells)[0]!.ranking.map(({ reason }) => reason)
    expect(reasons[0]).toBe(
      'last chart 10.2\u00a0s; a tie, and the cheapest of it, 10.0 ms CPU for each chart',
    )
    expect(reasons[2]).toContain('no difference that this run can show, 30.0 ms CPU for each chart')
    expect(reasons[3]).toBe('last chart 10.2\u00a0s')
  })

  test('within the spread of its trials is a tie, too', () => {
    const cells = [
      testCell('first', 10_000, { cpuMsPerChart: 30 }),
      testCell('second', 10_900, { cpuMsPerChart: 10 }),
    ]
    expect(order(cells)).toEqual(['first', 'second'])
    expect(order(cells, trials('first/24/async', 9_800, 10_000))).toEqual(['first', 'second'])
    expect(order(cells, trials('first/24/async', 9_100, 10_000))).toEqual(['second', 'first'])
  })
})

describe('who is not ranked', () => {
  const verdicts = ['INVALID', 'OVERLOADED', 'FAILED', 'SKIPPED', 'INTERRUPTED'] as const
  test.each(verdicts)('a cell that is %s', (verdict) => {
    expect(order([testCell('a', 10_000, { verdict }), testCell('b', 20_000)])).toEqual(['b'])
  })

  test('one that served nobody, since faults struck all of it', () => {
    const counts = { ...testCell('a', 0).counts, ok: 0, error: 24 }
    expect(order([testCell('a', 10_000, { counts }), testCell('b', 20_000)])).toEqual(['b'])
  })

  test('one that misses an objective; too few charts to tell are no miss', () => {
    const objective = (result: 'missed' | 'n too small') => ({
      objectives: [{ expression: 'p95(ttc) < 12s', result, value: '15 s' }],
    })
    const cells = [
      testCell('a', 10_000, objective('missed')),
      testCell('b', 20_000, objective('n too small')),
    ]
    expect(order(cells)).toEqual(['b'])
  })

  test('where nobody can be, nobody is recommended', () => {
    expect(compare([testCell('a', 10_000, { verdict: 'FAILED' })])).toEqual([
      { users: 24, queryMode: 'async', ranking: [], recommendation: null },
    ])
  })
})

test('user counts and query modes are compared apart', () => {
  const other = { key: { strategy: 'b', users: 8, queryMode: 'blocking' as const } }
  const comparisons = compare([testCell('a', 1), testCell('b', 1, other)])
  expect(comparisons.map(({ users, queryMode }) => [users, queryMode])).toEqual([
    [24, 'async'],
    [8, 'blocking'],
  ])
})

describe('the recommendation', () => {
  const recommended = (changes: Partial<Cell>) =>
    compare([testCell('single', 10_000, changes)])[0]?.recommendation
  const mean = (ms: number) => ({ ...testCell('', 0).waitMs, mean: ms })

  test('names the strategy, the runner-up, and when not', () => {
    const [comparison] = compare([testCell('single', 10_000), testCell('other', 12_000)])
    expect(comparison?.recommendation).toMatchObject({ strategy: 'single' })
    expect(comparison?.recommendation?.because).toContain('against 12.0\u00a0s of other')
    expect(comparison?.recommendation?.notWhen).toContain('blocks')
  })

  test.each([
    ['the connections', { waitMs: mean(4_800), overheadMs: mean(10) }, 'the 10 database connections'],
    ['the server', { waitMs: mean(10), overheadMs: mean(900) }, 'the server itself'],
    ['the query', { waitMs: mean(10), overheadMs: mean(10) }, 'the query itself'],
  ])('finds the bottleneck: %s', (_, changes, expected) => {
    expect(recommended(changes)?.bottleneck).toContain(expected)
  })
})
