import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ledger } from './ledger.ts'

/** What temporary folders of ours are called, by which `clean` recognises them. */
export const FOLDER_PREFIX = 'chartbench-'

/** Where the state of this user lives: `$BENCH_STATE`, else `$XDG_STATE_HOME` or `~/.local/state`. */
export function stateFolder(): string {
  return process.env.BENCH_STATE ?? process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state')
}

/** Where the ledgers of this user's runs lie. */
export function ledgerFolder(): string {
  return join(stateFolder(), 'chartbench', 'ledger')
}

/** What can be made again and may be deleted at any time: `$BENCH_CACHE`, else below `$XDG_CACHE_HOME`. */
export function cacheFolder(): string {
  return (
    process.env.BENCH_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'chartbench')
  )
}

/** Makes `path` and what is missing above it, for this user alone. */
export function privateFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  return path
}

export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string
}

/**
 * Makes a folder that only this user can enter, `chartbench-<label>-<random>` in the temporary folder (or in
 * `parent`), and enters it in the ledger. Disposal removes it with all that is in it.
 */
export function createTemporaryFolder(ledger: Ledger, label: string, parent = tmpdir()): TemporaryFolder {
  const path = join(parent, `${FOLDER_PREFIX}${label}-${randomBytes(5).toString('hex')}`)
  const claim = ledger.intend({ kind: 'folder', path })
  try {
    mkdirSync(path, { mode: 0o700 })
    chmodSync(path, 0o700)
  } catch (error) {
    claim.gone()
    throw error
  }
  claim.made()
  return {
    path,
    async [Symbol.asyncDispose]() {
      rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
      claim.gone()
    },
  }
}
