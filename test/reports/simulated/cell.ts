import type { Cell, Sample, Trial } from '../../../reports/model.ts'
import { summariesOf } from './trial.ts'

export function simulatedCell(id: string, trials: readonly Trial[], samples: readonly Sample[]): Cell {
  const [first] = trials as [Trial]
  const total = (key: keyof Trial['counts']) => trials.reduce((sum, trial) => sum + trial.counts[key], 0)
  return {
    id,
    key: { strategy: first.strategy, users: first.users, queryMode: first.queryMode },
    trials: trials.map((trial) => trial.id),
    verdict: first.verdict,
    reasons: first.reasons,
    validTrials: trials.filter(({ verdict }) => verdict === 'VALID').length,
    counts: {
      scheduled: total('scheduled'),
      started: total('started'),
      dropped: 0,
      ok: total('ok'),
      error: 0,
      timeout: total('timeout'),
      interrupted: 0,
      retried: 0,
    },
    ...summariesOf(samples),
    groups: {},
    physics: first.physics,
    fates: null,
    recoveryMs: null,
    cpuMsPerChart: first.resources?.cpuMsPerChart ?? null,
    pssBytesPerUser: first.resources?.pssBytesPerUser ?? null,
    objectives: [
      {
        expression: 'p95(ttc) < 20s',
        result: first.verdict === 'VALID' ? 'n too small' : 'missed',
        value: '15 s',
      },
    ],
  }
}
