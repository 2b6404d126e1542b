import { SENSORS } from '../../../strategies/app/protocol/chart.ts'
import { BenchError, exitCodes } from '../../errors.ts'
import type { Admin, Query } from './admin.ts'
import { functionStatements, LEAST_READINGS, MARK, schemaMark, tableStatements } from './schema.ts'

/** Who makes what others may be making too holds this. Any constant does; it only must not be that of another program in the same database. */
export const LOCK = 0x63686172
const INSUFFICIENT_PRIVILEGE = '42501'

export interface PreparedDatabase {
  readonly rows: number
  /** False where the data was there already. */
  readonly seeded: boolean
}

/**
 * Makes the schema `bench` with its readings and its function, unless it is there and up to date. Runs that
 * come at the same time wait for the first. A schema of this name that is not ours is left alone and is an
 * error. It stays in the database: the next run needs it too.
 */
export async function prepareDatabase(admin: Admin, { rows = 100_000 } = {}): Promise<PreparedDatabase> {
  const readingsPerSensor = Math.floor(rows / SENSORS)
  if (readingsPerSensor < LEAST_READINGS) {
    throw new RangeError(`the charts need at least ${LEAST_READINGS * SENSORS} readings`)
  }
  const mark = schemaMark(rows)
  if ((await currentMark(admin.query)) === mark) return { rows, seeded: false }
  const seeded = await admin.transaction((query) => seed(query, mark, readingsPerSensor)).catch(explain)
  // Lets the query read the index alone; not allowed in a transaction. One who waited for the lock does it too:
  // its waiting transaction may have kept the other's vacuum from marking the rows as visible to all.
  await admin.query('vacuum (analyze) bench.readings')
  return { rows, seeded }
}

async function seed(query: Query, mark: string, readingsPerSensor: number): Promise<boolean> {
  // With an asynchronous commit the rows could not be marked as visible to all until it is on the disk.
  await query('set local synchronous_commit = on')
  await query('select pg_advisory_xact_lock($1)', [LOCK])
  const current = await currentMark(query)
  if (current === mark) return false
  if (current === undefined) await query('create schema bench')
  else if (!current.startsWith(`${MARK} `)) throw notOurs()
  for (const statement of [...tableStatements(readingsPerSensor), ...functionStatements])
    await query(statement)
  await query(`comment on schema bench is '${mark}'`)
  return true
}

/** The comment on the schema; undefined where there is no schema. */
async function currentMark(query: Query): Promise<string | undefined> {
  const [schema] = await query<{ mark: string | null }>(
    `select obj_description(oid, 'pg_namespace') as mark from pg_namespace where nspname = 'bench'`,
  )
  return schema && (schema.mark ?? '')
}

function notOurs(): BenchError {
  return new BenchError('SCHEMA_NOT_OURS', 'the database has a schema "bench" that chartbench did not make', {
    exitCode: exitCodes.machineLacks,
    hint: 'name another database in DATABASE_URL, or use --provider postgres=embedded',
  })
}

function explain(error: unknown): never {
  if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error
  throw new BenchError('SCHEMA_FORBIDDEN', 'this user may not make or renew the schema "bench"', {
    exitCode: exitCodes.machineLacks,
    hint: 'grant it CREATE on the database (and the schema, if another user made it), or use --provider postgres=embedded',
    cause: error,
  })
}
