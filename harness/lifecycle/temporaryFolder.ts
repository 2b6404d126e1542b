import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FOLDER_PREFIX } from './folders.ts'
import type { Ledger } from './ledger.ts'

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
