import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../errors.ts'
import { ledgerFolder } from './folders.ts'
import type { Ledger } from './ledger.ts'
import { type LedgerContent, type LedgerEntry, type OpenEntry, readLedger } from './ledgerFile.ts'
import { isAlive } from './process.ts'
import { findContainer } from './traces/container.ts'
import type { Find, Trace } from './traces/contract.ts'
import { findInDatabase } from './traces/database.ts'
import { findFolder } from './traces/folder.ts'
import { findPostgres } from './traces/postgres.ts'
import { findProcess } from './traces/process.ts'

/** A run whose owner is dead, and what still exists of it. */
export interface KilledRun {
  readonly runId: string
  readonly ledger: string
  /** ISO time, or undefined where the run was killed before it could say so. */
  readonly startedAt: string | undefined
  readonly left: readonly Trace[]
  /** What could not be looked at, and why. */
  readonly unknown: readonly Failure[]
}

/** Something that could not be looked at or ended; it stays in its ledger. */
export interface Failure {
  readonly runId: string
  readonly entry: LedgerEntry
  readonly error: unknown
}

export interface Cleaned {
  /** What was ended. */
  readonly ended: readonly { runId: string; what: string }[]
  readonly failures: readonly Failure[]
}

/** In the order in which things are ended: what uses a folder or a role before the folder or the role. */
const finders = [
  ['container', findContainer],
  ['postgres', findPostgres],
  ['process', findProcess],
  ['role', findInDatabase],
  ['schema', findInDatabase],
  ['folder', findFolder],
] as const satisfies readonly (readonly [LedgerEntry['kind'], Find])[]

/** A ledger without its first line belongs to a run that begins at this moment, or was killed in it. */
const BEGINNING_MS = 60_000

/** What killed runs have left. Runs that live are not looked at; nothing is changed. */
export async function leftBehind(): Promise<KilledRun[]> {
  const killed: KilledRun[] = []
  for (const run of killedRuns()) {
    const left: Trace[] = []
    const unknown: Failure[] = []
    for (const [find, open] of inOrder(run)) {
      try {
        const trace = await find(open, run)
        if (trace) left.push(trace)
      } catch (error) {
        unknown.push({ runId: run.runId, entry: open.entry, error })
      }
    }
    killed.push({ runId: run.runId, ledger: run.path, startedAt: run.startedAt, left, unknown })
  }
  return killed
}

/**
 * Ends exactly what killed runs have left, and then their ledgers. Everything is attempted; the ledger of a
 * run of which something could not be ended stays, so that it can be tried again.
 */
export async function clean(): Promise<Cleaned> {
  const all: Cleaned[] = []
  for (const run of killedRuns()) all.push(await cleanRun(run))
  return {
    ended: all.flatMap((one) => one.ended),
    failures: all.flatMap((one) => one.failures),
  }
}

/**
 * The end of the caller's own run, after all of it was disposed of: closes its ledger, ends what a killed child
 * had started and could no longer end, and tells of it.
 */
export async function endLedger(ledger: Ledger, note: (line: string) => void): Promise<void> {
  ledger.close()
  if (!existsSync(ledger.path)) return
  const { ended, failures } = await cleanRun(readLedger(ledger.path))
  for (const { what } of ended) note(`ended ${what}, which a killed process had left`)
  for (const { entry, error } of failures) note(`left: ${entry.kind}: ${messageOf(error)}`)
}

async function cleanRun(run: LedgerContent): Promise<Cleaned> {
  const ended: Cleaned['ended'][number][] = []
  // A process may have started another one while it was ended, so this is repeated until nothing is found.
  while (existsSync(run.path)) {
    const pass = await cleanOnce(readLedger(run.path))
    ended.push(...pass.ended)
    if (pass.failures.length > 0) return { ended, failures: pass.failures }
    if (pass.ended.length === 0) break
  }
  rmSync(run.path, { force: true })
  return { ended, failures: [] }
}

async function cleanOnce(run: LedgerContent): Promise<Cleaned> {
  const { runId } = run
  const ended: Cleaned['ended'][number][] = []
  const failures: Failure[] = []
  for (const [find, open] of inOrder(run)) {
    try {
      // Looked for only now: the end of one thing (a server) may have been that of another (its roles).
      const trace = await find(open, run)
      await trace?.end()
      if (trace) ended.push({ runId, what: trace.what })
    } catch (error) {
      failures.push({ runId, entry: open.entry, error })
    }
  }
  return { ended, failures }
}

function* inOrder(run: LedgerContent): Generator<[Find, OpenEntry]> {
  for (const [kind, find] of finders) {
    for (const open of run.open) if (open.entry.kind === kind) yield [find, open]
  }
}

/** The ledgers of runs whose owner is dead: cheap to find, but whether anything is left is not looked at. */
export function killedRuns(): LedgerContent[] {
  return ledgers().filter((run) => !lives(run))
}

/** The ledgers of all runs of this user, those that live among them. */
export function ledgers(): LedgerContent[] {
  const folder = ledgerFolder()
  if (!statSync(folder, { throwIfNoEntry: false })) return []
  const names = readdirSync(folder).filter((name) => name.endsWith('.ndjson'))
  return names.map((name) => readIfThere(join(folder, name))).filter((run) => run !== undefined)
}

function readIfThere(path: string): LedgerContent | undefined {
  try {
    return readLedger(path)
  } catch (error) {
    // A run that ended meanwhile has removed its own.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function lives({ owner, path }: LedgerContent): boolean {
  if (owner) return isAlive(owner)
  const file = statSync(path, { throwIfNoEntry: false })
  return !file || Date.now() - file.mtimeMs < BEGINNING_MS
}
