import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { BenchError, exitCodes, messageOf } from '../../errors.ts'
import { spawnChild } from '../../lifecycle/children.ts'
import { cacheFolder, privateFolder } from '../../lifecycle/folders.ts'
import type { ServiceContext } from '../contract.ts'
import { giveTo, type ServerUser } from '../serverUser.ts'
import { type Binaries, program } from './binaries.ts'
import { initialisation } from './settings.ts'

export const SUPERUSER = 'postgres'

/** To be raised when initdb is called with other options. */
const TEMPLATE_VERSION = 1

/** A freshly initialised data folder and the password of its superuser. */
export interface DataFolder {
  readonly path: string
  readonly password: string
}

/**
 * Makes a data folder below `folder`. initdb takes a second, a copy of its result a tenth: so the first is
 * kept, with the password that was drawn for it, in a folder that only this user can enter.
 */
export async function createDataFolder(
  binaries: Binaries,
  user: ServerUser | undefined,
  folder: string,
  context: ServiceContext,
): Promise<DataFolder> {
  const path = join(folder, 'data')
  const template = join(cacheFolder(), `postgres-${binaries.build}-${TEMPLATE_VERSION}`)
  if (existsSync(template)) {
    copyFolder(join(template, 'data'), path)
    giveTo(user, path, { recursive: true })
    return { path, password: readFileSync(join(template, 'password'), 'utf8') }
  }
  context.progress('initialising Postgres')
  const password = randomBytes(18).toString('base64url')
  await initdb(binaries, user, folder, path, password, context)
  try {
    keep(template, path, password)
  } catch (error) {
    context.progress(`every start will initialise Postgres anew: ${messageOf(error)}`)
  }
  return { path, password }
}

async function initdb(
  binaries: Binaries,
  user: ServerUser | undefined,
  folder: string,
  path: string,
  password: string,
  { ledger, signal }: ServiceContext,
): Promise<void> {
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user) chownSync(passwordFile, user.uid, user.gid)
  const child = spawnChild({
    command: [
      program(binaries, 'initdb'),
      `--pgdata=${path}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth-local=scram-sha-256',
      '--auth-host=reject',
      ...initialisation,
    ],
    role: 'initdb',
    ledger,
    cwd: folder,
    stdin: 'ignore',
    stdout: 'ignore',
    user,
  })
  const abort = () => child.stop({ graceMs: 0 })
  signal.addEventListener('abort', abort, { once: true })
  const { code } = await child.ended
  signal.removeEventListener('abort', abort)
  await child.stop()
  signal.throwIfAborted()
  rmSync(passwordFile)
  if (code === 0) return
  throw new BenchError('INITDB_FAILED', 'Postgres could not be initialised', {
    exitCode: exitCodes.machineLacks,
    hint: 'see the output; a full disk or a missing library are the usual reasons',
    output: child.tail(),
  })
}

/** Appears as a whole or not at all, and belongs to us whoever the server runs as. */
function keep(template: string, data: string, password: string): void {
  const beside = `${template}.${randomBytes(4).toString('hex')}`
  try {
    privateFolder(cacheFolder())
    privateFolder(beside)
    copyFolder(data, join(beside, 'data'))
    writeFileSync(join(beside, 'password'), password, { mode: 0o600 })
    renameSync(beside, template)
  } catch (error) {
    rmSync(beside, { recursive: true, force: true })
    // Another run was faster.
    if (!existsSync(template)) throw error
  }
}

function copyFolder(from: string, to: string): void {
  cpSync(from, to, { recursive: true, preserveTimestamps: false })
  chmodSync(to, 0o700)
}
