import { runMigrations } from 'graphile-worker'
import type pg from 'pg'
import { createOwnTable, tablesExist } from '../tables.ts'
import { graphilePool } from './graphilePool.ts'
import { quietLogger } from './quietLogger.ts'

/** The role may not make what the queue needs, and trying again would not help. */
export class NotAllowedError extends Error {
  override readonly name = 'NotAllowedError'
}

/** Makes the tables where they are missing; goes on where an earlier attempt was cut off. */
export async function migrate(client: pg.Client, schema: string, over: AbortSignal): Promise<void> {
  if (await tablesExist(client, schema)) return
  await assertMayCreate(client)
  await runMigrations({ pgPool: graphilePool(client, over), schema, logger: quietLogger })
  await createOwnTable(client, schema)
}

/** graphile-worker makes its schema `if not exists`, which asks for this right also where it exists. */
async function assertMayCreate(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ role: string; database: string; allowed: boolean }>(
    `select current_user as role, current_database() as database,
       has_database_privilege(current_database(), 'create') as allowed`,
  )
  const { role, database, allowed } = rows[0]!
  if (allowed) return
  throw new NotAllowedError(
    `the queue needs CREATE on the database ${database}: grant create on database "${database}" to "${role}"`,
  )
}
