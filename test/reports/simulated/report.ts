import type { Cell, Report, Trial } from '../../../reports/model.ts'

export function simulatedReport(
  strategies: Report['strategies'],
  trials: Trial[],
  cells: Cell[],
  users: readonly number[],
  modes: readonly Trial['queryMode'][],
): Report {
  return {
    version: 1,
    run: {
      id: 'simulated-burst',
      startedAt: '2026-11-24T09:30:00.000Z',
      command: `bench run ${strategies.map(({ name }) => name).join(' ')} --users ${users.join(',')} --query-mode ${modes.join(',')} --seed 7`,
      seed: 7,
      scenario: {
        name: 'burst',
        title: 'Everyone at once',
        users: users[0],
        query: '5s',
        load: { shape: 'burst' },
      },
      driver: 'users',
      loadModel: 'open',
      providers: [
        { service: 'postgres', provider: 'embedded', version: '18.4', reason: 'no DATABASE_URL, no docker' },
      ],
      commit: null,
      interrupted: false,
      plannedTrials: trials.length,
      notes: trials.length === cells.length ? ['one trial: no estimate of noise'] : [],
    },
    environment: {
      os: 'linux',
      kernel: '6.1',
      cpuModel: 'Simulated CPU',
      cores: 4,
      memoryBytes: 16 * 2 ** 30,
      node: '24.21.0',
      bench: '0.1.0',
      postgres: '18.4',
      nginx: null,
    },
    strategies: [...strategies],
    trials,
    cells,
    comparison: modes.flatMap((queryMode) =>
      users.map((count) => simulatedComparison(count, queryMode, cells)),
    ),
  }
}

function simulatedComparison(
  users: number,
  queryMode: Trial['queryMode'],
  cells: readonly Cell[],
): Report['comparison'][number] {
  const ranked = cells
    .filter(
      (cell) => cell.key.queryMode === queryMode && cell.key.users === users && cell.verdict === 'VALID',
    )
    .sort((a, b) => a.ttcMs.max! - b.ttcMs.max!)
  const best = ranked[0]?.key.strategy
  return {
    users,
    queryMode,
    ranking: ranked.map(({ key, ttcMs }) => ({
      strategy: key.strategy,
      reason: `last chart after ${(ttcMs.max! / 1_000).toFixed(1)} s`,
    })),
    recommendation:
      best === undefined
        ? null
        : {
            strategy: best,
            because: 'its last chart came first, and no other costs less CPU and memory',
            bottleneck: 'the database: all 10 connections were busy until the last wave',
            notWhen: queryMode === 'async' ? 'queries block the thread that runs them' : 'memory is short',
          },
  }
}
