import pg from 'pg'
import { type Admin, openAdmin, type Query } from './admin.ts'

/** Only what is called like this is ever dropped. */
const PREFIX = 'bench_'
const TERMINATE_MS = 10_000
const LOOK_AGAIN_MS = 10

/** What a connection attempt says where no server, or no such database, is there any more. */
const gone = new Set(['ENOENT', 'ECONNREFUSED', '3D000'])

/** Connects to a server that may have ended; undefined where it has. */
export async function connectIfThere(url: string): Promise<Admin | undefined> {
  try {
    return await openAdmin(url, 'bench clean')
  } catch (error) {
    const { code } = error as { code?: string }
    if (code !== undefined && gone.has(code)) return undefined
    throw error
  }
}

export async function exists(admin: Admin, kind: 'role' | 'schema', name: string): Promise<boolean> {
  const catalog = kind === 'role' ? 'pg_roles where rolname' : 'pg_namespace where nspname'
  return (await admin.query(`select from ${catalog} = $1`, [name])).length > 0
}

/** The two sequences that count the slow queries of a role. */
export function sequencesOf(role: string): { started: string; finished: string } {
  const named = (what: string) => `bench.${pg.escapeIdentifier(`${role}_${what}`)}`
  return { started: named('started'), finished: named('finished') }
}

/** Drops a target's role with its connections, what it owns, and its sequences. Nothing where it is gone. */
export async function dropRole(admin: Admin, name: string): Promise<void> {
  mustBeOurs(name)
  const role = pg.escapeIdentifier(name)
  const { started, finished } = sequencesOf(name)
  if (await exists(admin, 'role', name)) {
    await admin.query(`alter role ${role} nologin`)
    await terminate(admin.query, name)
    await admin.query(`drop owned by ${role} cascade`)
  }
  await admin.query('set client_min_messages = warning')
  await admin.query(`drop sequence if exists ${started}, ${finished}`).catch(unlessSchemaIsGone)
  await admin.query(`drop role if exists ${role}`)
}

export async function dropSchema(admin: Admin, name: string): Promise<void> {
  mustBeOurs(name)
  await admin.query('set client_min_messages = warning')
  await admin.query(`drop schema if exists ${pg.escapeIdentifier(name)} cascade`)
}

/** Ends every backend of a role that can no longer log in, and waits until they are gone. */
async function terminate(query: Query, name: string): Promise<void> {
  const deadline = performance.now() + TERMINATE_MS
  for (;;) {
    const left = await query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [
      name,
    ])
    if (left.length === 0) return
    if (performance.now() > deadline) throw new Error(`${left.length} connections of role ${name} do not end`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
}

function mustBeOurs(name: string): void {
  if (!name.startsWith(PREFIX)) throw new RangeError(`${name} is not ours to drop`)
}

function unlessSchemaIsGone(error: unknown): void {
  if ((error as { code?: string }).code !== '3F000') throw error
}
