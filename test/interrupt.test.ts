import { expect, test } from 'vitest'
import { endRuns } from './interrupt.ts'

const RUNS = 4
/** Drawn, so that many machines try many moments; printed with the outcome. */
const seed = Math.floor(Math.random() * 1e6)
const linux = process.platform === 'linux'
if (!linux) console.log('ends of runs: skipped, what is left of them is looked for in /proc')

test.skipIf(!linux)(
  'runs that are interrupted or killed at any moment leave nothing',
  async () => {
    const said: string[] = []
    const wrong = await endRuns({ runs: RUNS, seed }, (line) => said.push(line))
    expect(wrong, said.join('\n')).toEqual([])
  },
  180_000,
)
