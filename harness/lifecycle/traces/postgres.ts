import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { endPostmaster } from '../ending.ts'
import type { OpenEntry } from '../ledgerFile.ts'
import { commandLine, identify, type ProcessIdentity } from '../process.ts'
import type { Trace } from './contract.ts'

const GRACE_MS = 6_000

/** A Postgres server by its data folder. */
export function findPostgres({ entry }: OpenEntry): Trace | undefined {
  if (entry.kind !== 'postgres') return undefined
  const postmaster = postmasterOf(entry.dataFolder)
  if (!postmaster) return undefined
  return {
    entry,
    what: `Postgres ${postmaster.pid} (${entry.dataFolder})`,
    end: () => endPostmaster(postmaster, { graceMs: GRACE_MS, first: 'SIGQUIT' }),
  }
}

/** The server that runs on a data folder: named in its pid file, and started with that folder. */
function postmasterOf(dataFolder: string): ProcessIdentity | undefined {
  let text: string
  try {
    text = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
  const pid = Number.parseInt(text, 10)
  // The file outlives a server that was killed, and another process may have its pid by now.
  return commandLine(pid).includes(dataFolder) ? identify(pid) : undefined
}
