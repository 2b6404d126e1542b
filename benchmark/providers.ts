import { strategyNames } from '../strategies/index.ts'
import { lineOf, row, slotsForAll } from './overhead.ts'
import { type Measured, measureEach } from './trials.ts'

/** The same services in two ways, as `--provider` takes them. */
const LOCAL = 'local'
const DOCKER = 'docker'

/**
 * Prints what each strategy adds to wait and query with services of this machine and with services in
 * containers, in turn, while both stand; and by how much the p95 differs.
 */
export async function compareProviders(signal: AbortSignal): Promise<void> {
  const { users, durationMs, queryMs } = slotsForAll
  console.log(`providers: ${users} users over ${durationMs / 1_000} s, ${queryMs} ms query, slots for all\n`)
  console.log(row('overhead', 'P', 'p50', 'p95', 'p99', 'CPU/chart', 'start', ''))
  const p95 = new Map<string, number>()
  const measured = (one: Measured, provider: string) => {
    console.log(lineOf(one, `${one.name} ${provider}`))
    const value = 'trial' in one && one.trial.verdict === 'VALID' ? one.trial.overheadMs.p95 : null
    if (provider === LOCAL && value !== null) p95.set(one.name, value)
    const before = p95.get(one.name)
    if (provider !== DOCKER || value === null || before === undefined) return
    const difference = value - before
    console.log(`  difference in p95: ${difference >= 0 ? '+' : '−'}${Math.abs(difference).toFixed(1)} ms`)
  }
  await measureEach(strategyNames, slotsForAll, signal, measured, [LOCAL, DOCKER])
  console.log('')
}
