import { describe, expect, test } from 'vitest'
import type { Cell, Trial } from '../../../reports/model.ts'
import single from '../../../strategies/single/index.ts'
import { testCell } from '../cell.fixture.ts'
import { compareCells } from './index.ts'

function compare(cells: readonly Cell[], trials: readonly Trial[] = []) {
  const strategies = new Map([['single', single]])
  const burst = { queryMs: 5_000, widgets: 1 }
  return compareCells(cells, { trials, strategies, simplestFirst, connections: 10, burst })
}

const simplestFirst = ['single', 'threads', 'many']

const order = (cells: readonly Cell[], trials?: readonly Trial[]) =>
  compare(cells, trials)[0]?.ranking.map(({ strategy }) => strategy)

/** The valid trials of a cell, by their last chart. */
const trials = (cell: string, ...lastMs: number[]) => lastMs.map((max) => trial(cell, max))

/** A valid trial of so many processes and charts. */
function trial(cell: string, max: number, processes = 1, charts = 24): Trial {
  const roles = [{ role: 'server', processes, cpuMs: 0, peakPssBytes: null }]
  return {
    cell,
    verdict: 'VALID',
    ttcMs: { p95: null, max },
    counts: { ok: charts, retried: 0 },
    resources: { roles },
    measuredMs: 15_000,
  } as Trial
}

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
      'last chart 10.2\u00a0s; a tie, and the cheapest of it, 10.0\u00a0ms CPU for each chart',
    )
    expect(reasons[2]).toContain('no difference that this run can show, 30.0\u00a0ms CPU for each chart')
    expect(reasons[3]).toBe('last chart 10.2\u00a0s')
  })

  test('within the ticks of CPU time is that of memory, and the reason says nothing of it', () => {
    // 0.8 ms for each chart is what two ticks of one process can hide.
    const cells = [
      testCell('many', 10_000, { cpuMsPerChart: 10.9 }),
      testCell('threads', 10_000, { cpuMsPerChart: 10, pssBytesPerUser: 9e6 }),
    ]
    const all = cells.map(({ id }) => trial(id, 10_000))
    expect(order(cells, all)).toEqual(['many', 'threads'])
    expect(compare(cells, all)[0]?.recommendation?.because).toContain(
      'many needs the least memory: 1.0\u00a0MB for each user against 9.0\u00a0MB',
    )
    const apart = [cells[0]!, { ...cells[1]!, cpuMsPerChart: 8 }]
    expect(order(apart, all)).toEqual(['threads', 'many'])
  })

  test('where fewer than ten ticks were used is that of simplicity, whatever the ticks say', () => {
    const one = (name: string, cpuMsPerChart: number, pssBytesPerUser: number) => {
      const key = { strategy: name, users: 1, queryMode: 'async' as const }
      return testCell(name, 1_000, { id: name, key, cpuMsPerChart, pssBytesPerUser })
    }
    const cells = [one('threads', 20, 1_000), one('many', 90, 300_000), one('single', 60, 150_000)]
    const [comparison] = compare(
      cells,
      cells.map(({ id }) => trial(id, 1_000, 1, 1)),
    )
    expect(comparison?.ranking).toEqual([
      {
        strategy: 'single',
        reason:
          'last chart 1.00\u00a0s; a tie in time and cost, and the simplest of it, < 100\u00a0ms CPU for each chart',
      },
      {
        strategy: 'threads',
        reason:
          'last chart 1.00\u00a0s; no difference that this run can show, < 100\u00a0ms CPU for each chart',
      },
      {
        strategy: 'many',
        reason:
          'last chart 1.00\u00a0s; no difference that this run can show, < 100\u00a0ms CPU for each chart',
      },
    ])
    expect(comparison?.recommendation?.ties).toEqual(['threads', 'many'])
    expect(comparison?.recommendation?.because).toContain(
      'threads and many show no difference in time or cost that this run can resolve, and single is the simplest',
    )
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

  test('of a tie in time that cost decides has no ties, and says what the others cost', () => {
    const cells = [
      testCell('single', 10_000, { cpuMsPerChart: 8 }),
      testCell('threads', 10_010, { cpuMsPerChart: 20 }),
      testCell('many', 10_020, { cpuMsPerChart: 21 }),
    ]
    const recommendation = compare(cells)[0]?.recommendation
    expect(recommendation?.ties).toBeUndefined()
    expect(recommendation?.because).toContain(
      'threads and many are as fast as far as this run can tell, and single costs the least: 8.0\u00a0ms of CPU for each chart against 20.0\u00a0ms',
    )
  })

  test('says in how many rounds of trials it won, where there are several', () => {
    const cells = [testCell('single', 10_000), testCell('many', 12_000)]
    const rounds = [
      ...trials(cells[0]!.id, 10_000, 12_500, 10_000),
      ...trials(cells[1]!.id, 12_000, 11_900, 12_100),
    ]
    expect(compare(cells, rounds)[0]?.recommendation?.sameWinner).toEqual({ won: 2, of: 3 })
    expect(compare(cells, rounds.slice(2, 4))[0]?.recommendation?.sameWinner).toBeUndefined()
  })

  test('is not for where memory is short, if another needs a fifth of it or less', () => {
    const cells = [
      testCell('threads', 10_000, { pssBytesPerUser: 9e6 }),
      testCell('many', 12_000, { pssBytesPerUser: 0.5e6 }),
    ]
    expect(compare(cells)[0]?.recommendation?.notWhen).toBe(
      'when memory is short: 9.0\u00a0MB for each user, where many needs 0.50\u00a0MB',
    )
  })

  test('shows how much of a core was used, where ticks can tell', () => {
    const cell = testCell('single', 15_000, { cpuMsPerChart: 50 })
    expect(compare([cell], trials(cell.id, 15_000))[0]?.recommendation?.bottleneck).toContain(
      '; meanwhile the strategy used 8\u00a0% of one core',
    )
  })

  describe('to go faster', () => {
    const faster = (users: number, max: number) => {
      const physics = { floorMs: { p50: 0, p95: 0, max } } as Cell['physics']
      return recommended({ physics, key: { strategy: 'single', users, queryMode: 'async' } })?.goFaster
    }

    test('reckons with twice the connections and with half the query', () => {
      // 24 users 1 ms apart, three waves of ten: the 21st waits longest.
      expect(faster(24, 14_980)).toBe(
        'add connections or shorten the query: 20\u00a0connections lower the best possible from 15.0\u00a0s to 9.98\u00a0s, half the query to 7.48\u00a0s',
      )
    })

    test('says that more connections change nothing where no user waits for one', () => {
      expect(faster(8, 5_000)).toContain('more of them change nothing')
    })

    test('says nothing where it does not arrive at the limit that the run was measured against', () => {
      expect(faster(24, 9_000)).toBeUndefined()
    })
  })

  test.each([
    [
      'the connections',
      { waitMs: mean(4_800), overheadMs: mean(10) },
      'the 10\u00a0database connections: a user waits',
    ],
    ['the server', { waitMs: mean(10), overheadMs: mean(900) }, 'the server itself'],
    ['the query', { waitMs: mean(10), overheadMs: mean(10) }, 'the query itself'],
  ])('finds the bottleneck: %s', (_, changes, expected) => {
    expect(recommended(changes)?.bottleneck).toContain(expected)
  })
})
