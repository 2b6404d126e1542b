import type { Cell } from '../../reports/model.ts'
import { emptySummary } from '../statistics/summary.ts'

/** A valid cell of 24 users for a test, whose last chart came after `lastMs`. */
export function testCell(strategy: string, lastMs: number, changes: Partial<Cell> = {}): Cell {
  const id = `${strategy}/24/async`
  return {
    id,
    key: { strategy, users: 24, queryMode: 'async' },
    trials: [],
    verdict: 'VALID',
    reasons: [],
    validTrials: 1,
    counts: {
      scheduled: 24,
      started: 24,
      dropped: 0,
      ok: 24,
      error: 0,
      timeout: 0,
      interrupted: 0,
      retried: 0,
    },
    ttcMs: { ...emptySummary, n: 24, max: lastMs },
    waitMs: { ...emptySummary, n: 24, mean: 4_800 },
    queryMs: { ...emptySummary, n: 24, mean: 5_000 },
    overheadMs: { ...emptySummary, n: 24, mean: 10 },
    sendLagMs: emptySummary,
    interactionMs: { alone: emptySummary, loaded: emptySummary },
    groups: {},
    physics: null,
    fates: null,
    recoveryMs: null,
    cpuMsPerChart: 10,
    pssBytesPerUser: 1_000_000,
    objectives: [],
    ...changes,
  }
}
