import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

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

/** What can be made again and may be deleted whenever no run is under way: `$BENCH_CACHE`, else below `$XDG_CACHE_HOME`. */
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

/**
 * Where Node keeps compiled code. Children inherit it by NODE_COMPILE_CACHE: taking the types out of our
 * modules and compiling them is then done once for a machine, which saves each start a quarter of a second
 * and 30 MB. A process fills it only by `flushCompileCache` or a clean exit.
 */
export function compileCacheFolder(): string {
  return process.env.NODE_COMPILE_CACHE || privateFolder(join(cacheFolder(), 'compiled'))
}
