import { chownSync, lchownSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { BenchError, exitCodes } from '../errors.ts'

/** Whom a service of ours runs as where we are root: Postgres refuses to, and nginx needs no right of it. */
export interface ServerUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** An existing user without rights; undefined where we are not root, and so run services as ourselves. */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid, gid }) => uid > 0 && gid > 0)
  const user = users.find(({ name }) => name === 'nobody') ?? users.find(({ uid }) => uid === 65_534)
  if (user) return user
  throw new BenchError('NO_SERVER_USER', 'services do not run as root, and there is no user "nobody"', {
    exitCode: exitCodes.machineLacks,
    hint: 'run bench as an ordinary user, or name a database server in DATABASE_URL',
  })
}

/** Gives a folder, and with `recursive` all that is in it, to the server's user. */
export function giveTo(user: ServerUser | undefined, folder: string, { recursive = false } = {}): void {
  if (!user) return
  chownSync(folder, user.uid, user.gid)
  if (!recursive) return
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    lchownSync(join(folder, name), user.uid, user.gid)
  }
}

/** Whether the server's user gets into a folder, by the modes of it and of all above it. */
export function canEnter(user: ServerUser | undefined, folder: string): boolean {
  if (!user) return true
  const path = resolve(folder)
  const { mode, uid, gid } = statSync(path)
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
  if ((mode & bit) === 0) return false
  return path === dirname(path) || canEnter(user, dirname(path))
}
