import { BenchError, exitCodes, messageOf } from '../errors.ts'
import type { Postgres, Provider } from './contract.ts'
import { type Admin, openAdmin } from './database/admin.ts'
import { plainUrl, urlVariables, withoutPassword } from './database/url.ts'

/** It lets a server notice that a client is gone, without which queries of killed targets run on. */
const LEAST_VERSION = 14

/** A server that runs already, named by an environment variable. Nothing of it is started or stopped. */
export const localPostgres: Provider<Postgres> = {
  name: 'local',
  service: 'postgres',

  async probe() {
    const named = namedUrl()
    if (!named) {
      return {
        ok: false,
        reason: 'DATABASE_URL is not set',
        hint: 'set it to postgres://user:password@host/database',
      }
    }
    if (named.url !== undefined) return { ok: true, reason: `${named.variable} is set` }
    return {
      ok: false,
      reason: `${named.variable} is not the URL of a Postgres database`,
      hint: 'it should look like postgres://user:password@host/database',
    }
  },

  async check() {
    const named = namedUrl()
    if (named?.url === undefined) return this.probe()
    try {
      await using admin = await connect(named.url, named.variable)
      const { version, mayCreateRoles } = await ask(admin)
      const roles = mayCreateRoles ? 'may create roles' : 'may not create roles'
      return { ok: true, reason: `Postgres ${version} answers; its user ${roles}` }
    } catch (error) {
      if (!(error instanceof BenchError)) throw error
      return { ok: false, reason: error.message, hint: error.hint ?? 'see bench run --help' }
    }
  },

  async start({ signal }) {
    const named = namedUrl()
    if (named?.url === undefined) {
      const probed = await this.probe()
      throw new BenchError('NO_DATABASE_URL', probed.reason, {
        exitCode: exitCodes.machineLacks,
        ...('hint' in probed && { hint: probed.hint }),
      })
    }
    const { url, variable } = named
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
  },
}

/** Which variable names a database; its URL is undefined where it cannot be understood. */
function namedUrl(): { variable: string; url: string | undefined } | undefined {
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
