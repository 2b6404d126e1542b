import { chownSync, lchownSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BenchError, exitCodes } from '../../errors.ts'

/** Whom Postgres runs as where we are root, which it refuses to run as. */
export interface ServerUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** An existing user without rights; undefined where we are not root, and so can run Postgres ourselves. */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid, gid }) => uid > 0 && gid > 0)
  const user = users.find(({ name }) => name === 'nobody') ?? users.find(({ uid }) => uid === 65_534)
  if (user) return user
  throw new BenchError('NO_SERVER_USER', 'Postgres refuses to run as root, and there is no user "nobody"', {
    exitCode: exitCodes.machineLacks,
    hint: 'run bench as an ordinary user, or name a server in DATABASE_URL',
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
