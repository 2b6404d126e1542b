import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BenchError, exitCodes } from '../errors.ts'
import { Disposal } from '../lifecycle/disposal.ts'
import { FOLDER_PREFIX } from '../lifecycle/folders.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../lifecycle/temporaryFolder.ts'
import type { Postgres, Provider, ServiceContext } from './contract.ts'
import { cannotRun, findBinaries, packageName, runnableBinaries } from './embedded/binaries.ts'
import { createDataFolder, SUPERUSER } from './embedded/dataFolder.ts'
import { type Server, type ServerOptions, SOCKET_NUMBER, socketPath, startServer } from './embedded/server.ts'
import { giveTo, type ServerUser, serverUser } from './embedded/serverUser.ts'

/** The system's limit is 108 with the final zero on Linux, 104 elsewhere; a lock file lies beside the socket. */
const LONGEST_SOCKET_PATH = 98

/** A Postgres that npm brought along, in a temporary folder, on a Unix socket only. */
export const embeddedPostgres: Provider<Postgres> = {
  name: 'embedded',
  service: 'postgres',

  async probe() {
    const binaries = findBinaries()
    if (binaries)
      return { ok: true, reason: `Postgres ${binaries.version.split('-')[0]} from ${packageName}` }
    return {
      ok: false,
      reason: `${packageName} is not installed`,
      hint: 'npm install without --omit=optional and --ignore-scripts, or name a server in DATABASE_URL',
    }
  },

  async start(context) {
    const binaries = findBinaries()
    if (!binaries) {
      throw new BenchError('POSTGRES_MISSING', `${packageName} is not installed`, {
        exitCode: exitCodes.machineLacks,
        hint: 'npm install without --omit=optional and --ignore-scripts, or name a server in DATABASE_URL',
      })
    }
    const disposal = new Disposal()
    try {
      const user = serverUser()
      const folder = disposal.use(
        socketFolder(context, user, (path) => cannotRun(binaries, user, path) === undefined),
      )
      const runnable = runnableBinaries(binaries, user, folder.path, context.progress)
      const data = await createDataFolder(runnable, user, folder.path, context)
      const options: ServerOptions = {
        binaries: runnable,
        user,
        folder: folder.path,
        dataFolder: data.path,
        url: `postgres://${SUPERUSER}:${data.password}@/postgres?host=${encodeURIComponent(folder.path)}&port=${SOCKET_NUMBER}`,
        maxConnections: context.maxConnections,
        ledger: context.ledger,
      }
      return handle(await startServer(options, context.signal), options, disposal, context.signal)
    } catch (error) {
      return disposal.abandon(error)
    }
  },
}

function handle(first: Server, options: ServerOptions, disposal: Disposal, signal: AbortSignal): Postgres {
  let server = first
  let disposed = false
  disposal.defer(() => {
    disposed = true
    return server.stop('fast')
  })
  return {
    provider: 'embedded',
    version: server.version,
    url: options.url,
    mayCreateRoles: true,
    disposable: true,
    get pid() {
      return server.pid
    },
    async restart() {
      await server.stop('fast')
      if (disposed) throw new Error('this Postgres has been disposed of')
      server = await startServer(options, signal)
    },
    stopNow: () => server.stop('now'),
    [Symbol.asyncDispose]: () => disposal[Symbol.asyncDispose](),
  }
}

/** A folder that only the server and we can enter, with a path that is short enough for a socket. */
function socketFolder(
  { ledger }: ServiceContext,
  user: ServerUser | undefined,
  reachable: (path: string) => boolean,
): TemporaryFolder {
  const label = 'postgres'
  const sample = join(tmpdir(), `${FOLDER_PREFIX}${label}-0123456789`)
  const usable = socketPath(sample).length <= LONGEST_SOCKET_PATH && (!user || reachable(tmpdir()))
  const folder = createTemporaryFolder(ledger, label, usable ? tmpdir() : '/tmp')
  giveTo(user, folder.path)
  return folder
}
