import { nowUs } from '../../../strategies/app/clock.ts'
import { strategyNames } from '../../../strategies/index.ts'
import { burst, done, sent } from './burst.fixture.ts'
import type { ExpectedRun } from './contract.ts'
import { createProgress } from './index.ts'

// Shows the progress of a run that nobody plays, on stderr, until it is over or SIGINT ends it: for a look at a
// real terminal, and for its test. Arguments: user counts, and how much faster than real time.

const [users = '4,12', speed = '1'] = process.argv.slice(2)
const faster = Number(speed)
const marks = ['circle', 'triangle', 'square', 'cross', 'diamond'] as const
const strategies = strategyNames.map((name, i) => ({ name, mark: marks[i % marks.length]! }))
const trials = users.split(',').flatMap((count) =>
  strategies.map(({ name }) => ({
    strategy: name,
    users: Number(count),
    queryMode: 'async' as const,
    floorMs: Math.ceil(Number(count) / 10) * 1_000,
  })),
)
const run: ExpectedRun = { strategies, trials: trials.map((trial, i) => ({ ...trial, order: i + 1 })) }

const progress = createProgress(process.stderr, { color: !process.env.NO_COLOR })
process.once('SIGINT', () => {
  progress.end()
  process.exit(130)
})
progress.note('a note before the first trial')
progress.plan(run)
for (const trial of run.trials) {
  const tell = progress.trial(trial.order)
  for (const stage of ['prepare', 'verify', 'warm up'] as const) {
    tell({ stage })
    await pass(700)
  }
  const beginUs = nowUs()
  const recorder = burst(trial.users)
  recorder.take(recorder.samples.map(({ user }) => sent(user)))
  tell({ stage: 'measure', seen: recorder, beginUs, expectedMs: trial.floorMs })
  for (const { user } of recorder.samples) {
    await pass(100)
    recorder.take([done(user, nowUs() - beginUs, user === 9 ? 'error' : 'ok')])
  }
  tell({ stage: 'check' })
  await recorder.close()
  const overloaded = trial.users > 9 && trial.order % 2 === 0
  if (overloaded) process.stderr.write('a line that others write\n')
  tell({
    stage: 'judged',
    verdict: overloaded ? 'OVERLOADED' : 'VALID',
    reasons: overloaded ? ['a reason'] : [],
  })
}
progress.end()

function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms / faster))
}
