import { createHash } from 'node:crypto'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { probeEntry } from '../../strategies/app/probe/probe.ts'
import type { Driver } from '../drivers/contract.ts'
import { spawnChild } from '../lifecycle/children.ts'
import { compileCacheFolder } from '../lifecycle/folders.ts'
import type { Ledger } from '../lifecycle/ledger.ts'
import type { StrategyReference } from '../target/strategyReference.ts'

const root = join(import.meta.dirname, '..', '..')

/**
 * Lets each module that a run's processes start from be loaded once, before the first trial, so that the first
 * strategy does not pay for compiling what the others find compiled. Done once for every state of the sources,
 * and not at all in the published package, which needs no types taken out. What does not load here is left to
 * the trial, which says why.
 */
export async function compileAhead(options: {
  strategies: readonly StrategyReference[]
  driver: Driver
  ledger: Ledger
  signal: AbortSignal
}): Promise<void> {
  const { strategies, driver, ledger, signal } = options
  if (extname(import.meta.filename) !== '.ts') return
  const entries = [
    ...strategies.flatMap(({ strategy }) => strategy?.entries ?? []),
    probeEntry,
    ...driver.entries,
  ]
  const supervisor = strategies.find(({ strategy }) => strategy)?.command
  const mark = join(compileCacheFolder(), `ahead-${stateOf(entries)}`)
  if (existsSync(mark)) return
  const commands = entries.map((entry) => [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    fileURLToPath(entry),
  ])
  for (const command of supervisor ? [supervisor, ...commands] : commands) {
    if (signal.aborted) return
    await using child = spawnChild({ command, role: 'compile', ledger, stdin: 'ignore', stdout: 'ignore' })
    await child.ended
  }
  writeFileSync(mark, '')
}

/** Changes when an entry or any source of ours does. */
function stateOf(entries: readonly URL[]): string {
  const hash = createHash('sha256')
  for (const entry of entries) hash.update(entry.href)
  for (const room of ['strategies', 'harness']) {
    for (const file of readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue
      hash.update(`${file} ${statSync(join(root, room, file)).mtimeMs}`)
    }
  }
  return hash.digest('hex').slice(0, 16)
}
