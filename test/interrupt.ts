// Ends runs at random moments and looks whether anything is left: `node test/interrupt.ts --runs 20 --seed 7`,
// with `--strategies proxy-pool,queue` runs of just these, one after the other in each.
// Half of them are interrupted, half are killed and then cleaned up after; by turns with a Postgres of their
// own and with one that outlives them, and with every strategy. Prints a line for each and a summary; exits with 1 where one was wrong.
import { parseArgs } from 'node:util'
import { derive } from '../scenarios/shapes/random.ts'
import { strategyNames } from '../strategies/index.ts'
import { endRun, type Manner, type Outcome, wholeRun } from './interrupt/endRun.ts'
import { createSurroundings, type Provider, providers } from './interrupt/surroundings.ts'

/** The manners in turn; each comes with both providers. */
const turns: readonly Manner[] = ['interrupt', 'kill', 'interrupt', 'kill', 'interrupt twice', 'kill']

/** Carries it out; `say` gets each line. Returns what was wrong in all. */
export async function endRuns(
  {
    runs,
    seed,
    strategies: fixed,
  }: { runs: number; seed: number; strategies?: readonly string[] | undefined },
  say: (line: string) => void,
): Promise<string[]> {
  await using surroundings = await createSurroundings()
  const durations = new Map<Provider, number>()
  for (const provider of providers)
    durations.set(provider, await wholeRun(surroundings, fixed ?? ['single'], provider))
  say(`a whole run: ${[...durations].map(([name, ms]) => `${name} ${seconds(ms)}`).join(', ')}; seed ${seed}`)
  const random = derive(seed, 'interrupt')
  const outcomes: { manner: Manner; outcome: Outcome }[] = []
  for (let i = 0; i < runs; i++) {
    const manner = turns[i % turns.length]!
    const provider = providers[Math.floor(i / 2) % providers.length]!
    const afterMs = random() * durations.get(provider)!
    const strategies = fixed ?? [strategyNames[Math.floor(random() * strategyNames.length)]!]
    const outcome = await endRun(surroundings, { name: `${i + 1}`, strategies, manner, provider, afterMs })
    outcomes.push({ manner, outcome })
    const { how, tookMs, alive, wrong } = outcome
    const what = `${`${i + 1}`.padStart(3)}  ${manner.padEnd(15)} ${provider.padEnd(8)} ${strategies.join('+').padEnd(16)} after ${seconds(afterMs)}`
    say(
      `${what}, ${alive} processes alive: ${how} in ${seconds(tookMs)}, ${wrong.length === 0 ? 'nothing left' : 'WRONG'}`,
    )
    for (const line of wrong) say(`       ${line}`)
  }
  say(summary(outcomes))
  return outcomes.flatMap(({ outcome }) => outcome.wrong)
}

function summary(outcomes: readonly { manner: Manner; outcome: Outcome }[]): string {
  const wrong = outcomes.filter(({ outcome }) => outcome.wrong.length > 0).length
  const ends = outcomes.filter(({ manner }) => manner === 'interrupt').map(({ outcome }) => outcome.tookMs)
  const slowest = ends.length > 0 ? `; the slowest orderly end took ${seconds(Math.max(...ends))}` : ''
  return `${outcomes.length} runs ended, ${wrong} of them left something or ended wrongly${slowest}`
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { runs: { type: 'string' }, seed: { type: 'string' }, strategies: { type: 'string' } },
  })
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6))
  const wrong = await endRuns(
    { runs: Number(values.runs ?? 20), seed, strategies: values.strategies?.split(',') },
    console.log,
  )
  process.exitCode = wrong.length > 0 ? 1 : 0
}
