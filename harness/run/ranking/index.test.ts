import { describe, expect, test } from 'vitest'
import type { Cell, Trial } from '../../../reports/model.ts'
import cluster from '../../../strategies/cluster/index.ts'
import type { StrategyMetadata } from '../../../strategies/contract.ts'
import queue from '../../../strategies/queue/index.ts'
import single from '../../../strategies/single/index.ts'
import { summarize } from '../../statistics/summary.ts'
import { testCell } from '../cell.fixture.ts'
import { compareCells } from './index.ts'

function compare(cells: readonly Cell[], trials: readonly Trial[] = []) {
  const strategies = new Map<string, StrategyMetadata>([single, cluster, queue].map((one) => [one.name, one]))
  const burst = { queryMs: 5_000, widgets: 1 }
  return compareCells(cells, { trials, strategies, simplestFirst, connections: 10, workers: 4, burst })
}

type Mode = Cell['key']['queryMode']

const simplestFirst = ['single', 'threads', 'many']

const order = (cells: readonly Cell[], trials?: readonly Trial[]) =>
  compare(cells, trials)[0]?.ranking.map(({ strategy }) => strategy)

/** The valid trials of a cell, by their last chart. */
const trials = (cell: string, ...lastMs: number[]) =>
  lastMs.map((max, i) => ({ ...trial(cell, max), order: i + 1 }))

/** 24 charts: `most` of them take `mostMs`, the last takes `lastMs`. */
const charts = (mostMs: number, lastMs: number) =>
  summarize([...Array.from({ length: 23 }, () => mostMs * 1_000), lastMs * 1_000])

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

  test('is that of the last chart for all where one of them has too few charts for a p95', () => {
    const pooled = (p95: number | null, max: number) => ({ ttcMs: { ...testCell('', 0).ttcMs, p95, max } })
    const cells = [
      testCell('many', 0, pooled(10_000, 20_000)),
      testCell('threads', 0, pooled(null, 15_000)),
      testCell('single', 0, { ...pooled(9_000, 21_000), verdict: 'INVALID' }),
    ]
    const [comparison] = compare(cells)
    expect(comparison?.ranking).toEqual([
      { strategy: 'threads', reason: 'last chart 15.0\u00a0s' },
      { strategy: 'many', reason: 'last chart 20.0\u00a0s' },
    ])
    expect(comparison?.recommendation?.because).toBe(
      'its last chart is 15.0\u00a0s, against 20.0\u00a0s of many',
    )
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
      'last chart 10.2\u00a0s; a tie, and the cheapest of it, 10.0\u00a0ms CPU for each chart, 1.0\u00a0MB for each user',
    )
    expect(reasons[1]).toBe(
      'last chart 10.1\u00a0s; as fast, and needs more memory, 5.0\u00a0MB for each user',
    )
    expect(reasons[2]).toBe(
      'last chart 10.0\u00a0s; as fast, and costs more CPU, 30.0\u00a0ms CPU for each chart',
    )
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

  test('of a p95 is a tie within the spread of p95, though no trial alone carries one', () => {
    const pooled = (p95: number) => ({ ttcMs: { ...testCell('', 0).ttcMs, p95, max: 20_000 } })
    const cells = [
      testCell('first', 0, { ...pooled(10_000), cpuMsPerChart: 30 }),
      testCell('second', 0, { ...pooled(10_900), cpuMsPerChart: 10 }),
    ]
    const played = (...ttc: Trial['ttcMs'][]) =>
      trials('first/24/async', ...ttc.map(() => 0)).map((one, i) => ({ ...one, ttcMs: ttc[i]! }))
    // The last charts lie far apart, all the others do not.
    const stray = played(charts(10_000, 12_000), charts(10_010, 20_000), charts(9_990, 15_000))
    expect(order(cells, stray)).toEqual(['first', 'second'])
    const spread = played(charts(9_500, 20_000), charts(10_010, 20_000), charts(10_500, 20_000))
    expect(order(cells, spread)).toEqual(['second', 'first'])
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

  test('compares memory with those that memory decides, and CPU with the others', () => {
    const cells = [
      testCell('single', 10_000, { cpuMsPerChart: 10, pssBytesPerUser: 2e6 }),
      testCell('threads', 10_010, { cpuMsPerChart: 10, pssBytesPerUser: 9e6 }),
      testCell('many', 10_020, { cpuMsPerChart: 21, pssBytesPerUser: 0.3e6 }),
      testCell('unknown', 10_020, { cpuMsPerChart: 22, pssBytesPerUser: null }),
    ]
    const because = (...some: Cell[]) => compare(some)[0]?.recommendation?.because
    expect(because(...cells)).toBe(
      'its last chart is 10.0\u00a0s; threads, many and unknown are as fast as far as this run can tell, and single needs less memory than threads: 2.0\u00a0MB for each user against 9.0\u00a0MB, and less CPU than many and unknown: 10.0\u00a0ms of CPU for each chart against 21.0\u00a0ms',
    )
    expect(because(cells[0]!, cells[1]!)).toContain(
      'single needs the least memory: 2.0\u00a0MB for each user',
    )
    expect(because(cells[0]!, cells[3]!)).toContain('single costs the least: 10.0\u00a0ms of CPU')
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

  test('counts only rounds in which all trials are valid, by the order of the run', () => {
    const cells = [testCell('single', 10_000), testCell('many', 12_000)]
    // Won, lost, won; the first trial of the one and the last of the other are not valid.
    const rounds = [
      ...trials(cells[0]!.id, 10_000, 12_500, 10_000, 10_000),
      ...trials(cells[1]!.id, 12_000, 11_900, 12_100, 12_100),
    ].toSorted((a, b) => b.order - a.order)
    const spoilt = rounds.map((one) =>
      (one.cell === cells[0]!.id && one.order === 1) || (one.cell === cells[1]!.id && one.order === 4)
        ? { ...one, verdict: 'INVALID' as const }
        : one,
    )
    expect(compare(cells, spoilt)[0]?.recommendation?.sameWinner).toEqual({ won: 1, of: 2 })
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
    const faster = (users: number, max: number, strategy = 'single', queryMode: Mode = 'async') => {
      const physics = { ownFloorMs: { p50: 0, p95: 0, max } } as Cell['physics']
      const cell = testCell(strategy, 10_000, { physics, key: { strategy, users, queryMode } })
      return compare([cell])[0]?.recommendation?.goFaster
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

    test('reckons with the slots that the strategy makes of the connections', () => {
      // Three waves of eight, and with 20 connections two of eighteen.
      expect(faster(24, 14_984, 'queue')).toBe(
        'add connections or shorten the query: 20\u00a0connections lower the best possible with queue from 15.0\u00a0s to 9.98\u00a0s, half the query to 7.48\u00a0s',
      )
      expect(faster(9, 9_992, 'queue')).toContain('from 9.99\u00a0s to 5.00\u00a0s')
    })

    test.each([
      ['single', 119_977],
      ['cluster', 29_980],
    ])('says nothing where more connections give %s no slots', (name, floorMs) => {
      expect(faster(24, floorMs, name, 'blocking')).toBeUndefined()
      expect(faster(24, 14_980, name, 'async')).toContain('add connections')
    })

    test('reckons for more charts than a call can have arguments', () => {
      const users = 200_000
      expect(faster(users, (users / 10) * 5_000 - users + 10)).toContain('add connections')
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
