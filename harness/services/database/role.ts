import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { BenchError, exitCodes } from '../../errors.ts'
import { Disposal } from '../../lifecycle/disposal.ts'
import type { Ledger } from '../../lifecycle/ledger.ts'
import type { Postgres } from '../contract.ts'
import type { Admin } from './admin.ts'
import { dropRole, dropSchema, sequencesOf } from './dropping.ts'
import { withCredentials } from './url.ts'

/** Postgres cuts names at 63 bytes; `_finished` must still fit. */
const LONGEST_NAME = 54

/** Slow queries of a role as the database saw them: exact, and cancelled ones have started too. */
export interface QueryCounts {
  readonly started: number
  readonly finished: number
}

/** Whom a target connects as. Disposal ends its connections and removes it with all that it has made. */
export interface TargetRole extends AsyncDisposable {
  readonly name: string
  /** What the target is given. */
  readonly url: string
  /** Where it may keep tables: empty, its own, dropped with it. */
  readonly schema: string
  /** Whether Postgres itself refuses connection P + 1. */
  readonly enforced: boolean
  /** Why it is not enforced. */
  readonly note: string | undefined
  /**
   * Counted from the creation of the role. Exact, even after a restart; only where Postgres was ended at
   * once (`stopNow`) each may come out up to 32 too high, because it logs sequences that far ahead.
   */
  counts(): Promise<QueryCounts>
}

export interface TargetRoleOptions {
  /** The target's budget P. */
  readonly connections: number
  /** What the role is called after `bench_`: lower case letters, digits and underscores. */
  readonly name: string
  readonly ledger: Ledger
  /** It will make tables of its own: the program that does so asks for CREATE on the whole database. */
  readonly ownTables?: boolean
}

/**
 * Makes the role of one target, after `prepareDatabase`: with a random password, CONNECTION LIMIT P, the
 * right to call `bench.chart`, and an empty schema of its own name for what the target itself must store.
 * Where roles may not be made, the target gets the given user, and the budget is only watched.
 */
export async function createTargetRole(
  admin: Admin,
  postgres: Pick<Postgres, 'mayCreateRoles' | 'disposable'>,
  options: TargetRoleOptions,
): Promise<TargetRole> {
  return postgres.mayCreateRoles ? ownRole(admin, postgres.disposable, options) : givenUser(admin, options)
}

async function ownRole(admin: Admin, disposable: boolean, options: TargetRoleOptions): Promise<TargetRole> {
  const name = ourName(options)
  const password = randomBytes(18).toString('base64url')
  const url = withCredentials(admin.url, name, password)
  const claim = options.ledger.intend({ kind: 'role', url: admin.url, name })
  const disposal = new Disposal()
  disposal.defer(async () => {
    await dropRole(admin, name)
    claim.gone()
  })
  try {
    await create(admin, name, password, options)
    claim.made()
    if (!disposable) await mustLogIn(url)
  } catch (error) {
    return disposal.abandon(error)
  }
  return {
    name,
    url,
    schema: name,
    enforced: true,
    note: undefined,
    counts: () => readCounts(admin, name),
    [Symbol.asyncDispose]: () => disposal[Symbol.asyncDispose](),
  }
}

function ourName({ name }: TargetRoleOptions): string {
  const ours = `bench_${name}`
  if (/^[a-z0-9_]+$/.test(ours) && ours.length <= LONGEST_NAME) return ours
  throw new RangeError(`not a name of at most ${LONGEST_NAME} characters: ${ours}`)
}

async function create(
  admin: Admin,
  name: string,
  password: string,
  { connections, ownTables }: TargetRoleOptions,
): Promise<void> {
  const role = pg.escapeIdentifier(name)
  const { started, finished } = sequencesOf(name)
  await admin.transaction(async (query) => {
    await query(
      `create role ${role} login connection limit ${Math.trunc(connections)} password ${pg.escapeLiteral(password)}`,
    )
    // A queue or a killed server must not leave its queries running on the slots of the next.
    await query(`alter role ${role} set client_connection_check_interval = 500`)
    // Without membership a user who is no superuser could neither watch nor end the role's connections.
    await query(`grant ${role} to current_user`)
    await query(`create schema ${role} authorization ${role}`)
    await query(`create sequence ${started}`)
    await query(`create sequence ${finished}`)
    await query(`grant usage on schema bench to ${role}`)
    await query(`grant execute on function bench.chart(int, int, int) to ${role}`)
    if (ownTables) {
      const [database] = await query<{ name: string }>('select current_database() as name')
      await query(`grant create on database ${pg.escapeIdentifier(database!.name)} to ${role}`)
    }
  })
}

/** Somebody else's server may let roles in by other means than a password. */
async function mustLogIn(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'bench' })
  try {
    await client.connect()
  } catch (cause) {
    throw new BenchError('ROLE_CANNOT_LOG_IN', 'the database does not let a new role in by its password', {
      exitCode: exitCodes.machineLacks,
      hint: 'let roles named bench_… log in by scram-sha-256 in pg_hba.conf, or use --provider postgres=embedded',
      cause,
    })
  } finally {
    await client.end()
  }
}

async function givenUser(admin: Admin, options: TargetRoleOptions): Promise<TargetRole> {
  const [user] = await admin.query<{ name: string }>('select session_user as name')
  const name = user!.name
  const { started, finished } = sequencesOf(name)
  if (name.length > LONGEST_NAME) throw new RangeError(`the name of this user is too long: ${name}`)
  const schema = ourName(options)
  const claim = options.ledger.intend({ kind: 'schema', url: admin.url, name: schema })
  await admin.query(`create schema ${pg.escapeIdentifier(schema)}`)
  claim.made()
  const missing = await admin.query(`select where to_regclass($1) is null`, [started])
  await admin.query(`create sequence if not exists ${started}`)
  await admin.query(`create sequence if not exists ${finished}`)
  const before = await readCounts(admin, name)
  return {
    name,
    url: admin.url,
    schema,
    enforced: false,
    note: `${name} may not create roles, so the budget of connections is watched but not enforced`,
    async counts() {
      const now = await readCounts(admin, name)
      return { started: now.started - before.started, finished: now.finished - before.finished }
    },
    async [Symbol.asyncDispose]() {
      await dropSchema(admin, schema)
      claim.gone()
      if (missing.length > 0) await admin.query(`drop sequence if exists ${started}, ${finished}`)
    },
  }
}

async function readCounts(admin: Admin, name: string): Promise<QueryCounts> {
  const { started, finished } = sequencesOf(name)
  // A sequence that was never used reads 1 as well.
  const read = (sequence: string) =>
    `(select case when is_called then last_value else 0 end from ${sequence})`
  const [counts] = await admin.query<{ started: string; finished: string }>(
    `select ${read(started)} as started, ${read(finished)} as finished`,
  )
  return { started: Number(counts!.started), finished: Number(counts!.finished) }
}
