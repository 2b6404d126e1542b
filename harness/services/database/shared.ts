import pg from 'pg'
import type { Admin } from './admin.ts'
import { sequencesOf } from './dropping.ts'
import { LOCK, prepareDatabase } from './prepare.ts'

/**
 * Makes ready what server processes share that were started one by one and connect as the given user: the
 * readings and their function, the user's counters, and `schema` for what they store. What is there stays, and
 * takes no right to find; several may come at once. All of it remains in the database.
 */
export async function prepareShared(admin: Admin, schema: string): Promise<void> {
  await prepareDatabase(admin)
  const [user] = await admin.query<{ name: string }>('select session_user as name')
  const { started, finished } = sequencesOf(user!.name)
  const missing = await admin.query(
    `select where to_regnamespace($1) is null or to_regclass($2) is null or to_regclass($3) is null`,
    [pg.escapeIdentifier(schema), started, finished],
  )
  if (missing.length === 0) return
  await admin.transaction(async (query) => {
    await query('select pg_advisory_xact_lock($1)', [LOCK])
    await query(`create schema if not exists ${pg.escapeIdentifier(schema)}`)
    await query(`create sequence if not exists ${started}`)
    await query(`create sequence if not exists ${finished}`)
  })
}
