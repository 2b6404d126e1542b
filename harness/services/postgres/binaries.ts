import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { ServerUser } from '../serverUser.ts'

/** The programs of one Postgres. */
export interface Binaries {
  /** The folder in which they lie. */
  readonly bin: string
  /** As it is told to people. */
  readonly version: string
  readonly major: number
  /** Names this build and no other: what it has initialised can be used by the same one only. */
  readonly build: string
}

export function program({ bin }: Pick<Binaries, 'bin'>, name: 'initdb' | 'postgres'): string {
  return join(bin, name)
}

/**
 * What the server says of its version, asked as the user who is to run it and from a folder of that user's:
 * undefined in `version` where it cannot be run, with the reason.
 */
export function askVersion(
  binaries: Pick<Binaries, 'bin'>,
  user: ServerUser | undefined,
  folder: string,
): { version: string; complaint?: undefined } | { version?: undefined; complaint: string } {
  const { error, status, stdout, stderr } = spawnSync(program(binaries, 'postgres'), ['--version'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 10_000,
    ...(user && { uid: user.uid, gid: user.gid }),
  })
  if (error) return { complaint: error.message }
  const version = /\(PostgreSQL\)\s+(\S+)/.exec(stdout)?.[1]
  if (status === 0 && version !== undefined) return { version }
  return { complaint: stderr.trim() || `exit code ${status}` }
}
