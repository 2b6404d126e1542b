import { BenchError, exitCodes, messageOf } from '../../errors.ts'
import type { Availability, Postgres } from '../contract.ts'
import { type Admin, openAdmin } from '../database/admin.ts'
import { plainUrl, urlVariables, withoutPassword } from '../database/url.ts'
import { LEAST_VERSION } from '../postgres/leastVersion.ts'

/** A server that runs already, as an environment variable names it. */
export interface NamedServer {
  readonly variable: string
  /** undefined where what the variable holds cannot be understood. */
  readonly url: string | undefined
}

/** Whether what it holds is a URL; nothing is asked of the server. */
export function probeNamed({ variable, url }: NamedServer): Availability {
  if (url !== undefined) return { ok: true, reason: `${variable} is set` }
  return {
    ok: false,
    reason: `${variable} is not the URL of a Postgres database`,
    hint: 'it should look like postgres://user:password@host/database',
  }
}

/** Whether it answers, and what its user may do. */
export async function checkNamed(named: NamedServer): Promise<Availability> {
  const { variable, url } = named
  if (url === undefined) return probeNamed(named)
  try {
    await using admin = await connect(url, variable)
    const { version, mayCreateRoles } = await ask(admin)
    const roles = mayCreateRoles ? 'may create roles' : 'may not create roles'
    return { ok: true, reason: `Postgres ${version} answers; its user ${roles}` }
  } catch (error) {
    if (!(error instanceof BenchError)) throw error
    return { ok: false, reason: error.message, hint: error.hint ?? 'see bench run --help' }
  }
}

/** Connects to it. Nothing of it is started or stopped. */
export async function useNamed(named: NamedServer, signal: AbortSignal): Promise<Postgres> {
  const { variable, url } = named
  if (url === undefined) {
    const probed = probeNamed(named)
    throw new BenchError('NO_DATABASE_URL', probed.reason, {
      exitCode: exitCodes.machineLacks,
      ...('hint' in probed && { hint: probed.hint }),
    })
  }
  await using admin = await connect(url, variable)
  signal.throwIfAborted()
  const { version, mayCreateRoles } = await ask(admin)
  return {
    provider: 'local',
    version,
    url,
    mayCreateRoles,
    disposable: false,
    pid: undefined,
    // Not ours: it stays as it is.
    async [Symbol.asyncDispose]() {},
  }
}

/** The server that the environment names, if it names one. */
export function namedServer(): NamedServer | undefined {
  for (const variable of urlVariables) {
    const value = process.env[variable]
    if (value) return { variable, url: plainUrl(value) }
  }
  return undefined
}

async function connect(url: string, variable: string): Promise<Admin> {
  try {
    return await openAdmin(url)
  } catch (cause) {
    throw new BenchError('DATABASE_UNREACHABLE', `${withoutPassword(url)}: ${messageOf(cause)}`, {
      exitCode: exitCodes.machineLacks,
      hint: `check ${variable}, or unset it to use another Postgres (--provider postgres=embedded)`,
      cause,
    })
  }
}

async function ask(admin: Admin): Promise<{ version: string; mayCreateRoles: boolean }> {
  const [server] = await admin.query<{ version: string; major: number; roles: boolean }>(
    `select current_setting('server_version') as version,
       current_setting('server_version_num')::int / 10000 as major,
       rolcreaterole or rolsuper as roles
     from pg_roles where rolname = current_user`,
  )
  const { version, major, roles } = server!
  if (major >= LEAST_VERSION) return { version, mayCreateRoles: roles }
  throw new BenchError('POSTGRES_TOO_OLD', `the database is Postgres ${version}`, {
    exitCode: exitCodes.machineLacks,
    hint: `at least ${LEAST_VERSION} is needed; --provider postgres=embedded brings its own`,
  })
}
