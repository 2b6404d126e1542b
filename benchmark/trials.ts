import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { users as driver } from '../harness/drivers/users/index.ts'
import { messageOf } from '../harness/errors.ts'
import { endLedger } from '../harness/lifecycle/clean.ts'
import { Disposal } from '../harness/lifecycle/disposal.ts'
import { createLedger } from '../harness/lifecycle/ledger.ts'
import { compileAhead } from '../harness/run/compileAhead.ts'
import { planRun, type RunOptions } from '../harness/run/plan.ts'
import { runTrial } from '../harness/run/trial.ts'
import { chooseNginx } from '../harness/services/nginx/needed.ts'
import { type Services, startServices } from '../harness/services/start.ts'
import { tellTargets } from '../harness/target/proxy.ts'
import { resolveStrategy, type StrategyReference } from '../harness/target/strategyReference.ts'
import type { Trial } from '../reports/model.ts'
import { scenarioSchema } from '../scenarios/contract.ts'

/** What one strategy is to be measured with. */
export interface Load {
  readonly users: number
  /** Over which they arrive, evenly. */
  readonly durationMs: number
  readonly queryMs: number
  /** P, by the strategy: one may need more than another for as many slots. */
  readonly connections: (reference: StrategyReference) => number
  readonly workers: number
}

/** What came of it: a trial, or why there is none. */
export type Measured = { name: string; trial: Trial } | { name: string; reason: string }

/** The smallest P with which a strategy has so many slots. */
export function connectionsFor({ strategy }: StrategyReference, slots: number, workers: number): number {
  const enough = (connections: number) =>
    connections >= (strategy?.leastConnections('async', workers) ?? 1) &&
    (strategy?.slots('async', connections, workers) ?? [connections]).reduce((sum, one) => sum + one, 0) >=
      slots
  for (let connections = slots; connections <= slots + MOST_BESIDE; connections++) {
    if (enough(connections)) return connections
  }
  throw new Error(`with ${slots + MOST_BESIDE} connections there are no ${slots} slots`)
}

const MOST_BESIDE = 100
/** The harness's own, and what Postgres keeps for its superuser. */
const CONNECTIONS_BESIDE = 20
const TIMEOUT_MS = 30_000

/** Where the services of a measurement come from, as `--provider` takes it. */
const USUAL_PROVIDERS = 'postgres=embedded,nginx=local'

/**
 * Measures strategies one after the other, each in one trial with each of `providers`; `measured` is told of
 * each as it ends. The services of all providers stand side by side from the beginning to the end.
 */
export async function measureEach(
  names: readonly string[],
  load: Load,
  signal: AbortSignal,
  measured: (one: Measured, provider: string) => void,
  providers: readonly string[] = [USUAL_PROVIDERS],
): Promise<void> {
  const ledger = createLedger(`benchmark-${process.pid}`)
  const folder = mkdtempSync(join(tmpdir(), 'chartbench-benchmark-'))
  try {
    const references = await Promise.all(names.map(resolveStrategy))
    await compileAhead({ strategies: references, driver, ledger, signal })
    await using disposal = new Disposal()
    const sources = new Map<string, Services>()
    for (const [i, provider] of providers.entries()) {
      const services = startServices({
        runId: `benchmark_${process.pid}_${i}`,
        ledger,
        provider,
        signal,
        progress: () => {},
        maxConnections: Math.max(...references.map(load.connections)) + CONNECTIONS_BESIDE,
      })
      sources.set(provider, disposal.use(await services))
    }
    let order = 0
    for (const reference of references) {
      for (const [provider, services] of sources) {
        if (signal.aborted) return
        const { name } = reference
        tellTargets(provider)
        try {
          await chooseNginx([reference], provider)
        } catch (error) {
          measured({ name, reason: messageOf(error) }, provider)
          continue
        }
        const options = optionsFor(reference, load)
        const [planned] = planRun(options).trials
        const trial = { ...planned!, id: `${++order}-${name}`, order }
        const context = { options, services, driver, folder, signal, progress: () => {} }
        measured({ name, trial: (await runTrial(trial, context)).trial }, provider)
      }
    }
  } finally {
    await endLedger(ledger, console.error)
    rmSync(folder, { recursive: true, force: true })
  }
}

function optionsFor(reference: StrategyReference, load: Load): RunOptions {
  const { users, durationMs, queryMs, workers } = load
  return {
    strategies: [reference],
    scenario: scenarioSchema.parse({
      name: 'benchmark',
      title: 'benchmark',
      answers: 'what a strategy adds',
      query: `${queryMs}ms`,
      load: { shape: 'constant', rate: users / (durationMs / 1_000) },
    }),
    users: [users],
    queryModes: ['async'],
    queryMs,
    connections: load.connections(reference),
    workers,
    widgets: 1,
    rate: undefined,
    durationMs: undefined,
    timeoutMs: TIMEOUT_MS,
    trials: 1,
    seed: 1,
  }
}
