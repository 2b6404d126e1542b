import { Disposal } from '../../lifecycle/disposal.ts'
import type { Postgres, ProviderName, ServiceContext } from '../contract.ts'
import { type ServerUser, serverUser } from '../serverUser.ts'
import { createSocketFolder } from '../socketFolder.ts'
import type { Binaries } from './binaries.ts'
import { createDataFolder, SUPERUSER } from './dataFolder.ts'
import { type Server, type ServerOptions, SOCKET_NAME, SOCKET_NUMBER, startServer } from './server.ts'

/**
 * Starts a Postgres of our own from these programs, in a temporary folder, on a Unix socket only. `choose` gives
 * the programs as the server's user can run them from that folder. Leaves nothing where it fails.
 */
export async function startOwnPostgres(
  provider: ProviderName,
  choose: (user: ServerUser | undefined, folder: string) => Binaries,
  context: ServiceContext,
): Promise<Postgres> {
  const disposal = new Disposal()
  try {
    const user = serverUser()
    const { path } = disposal.use(
      createSocketFolder(context.ledger, 'postgres', { user, longestName: SOCKET_NAME }),
    )
    const binaries = choose(user, path)
    const data = await createDataFolder(binaries, user, path, context)
    const options: ServerOptions = {
      binaries,
      user,
      folder: path,
      dataFolder: data.path,
      url: `postgres://${SUPERUSER}:${data.password}@/postgres?host=${encodeURIComponent(path)}&port=${SOCKET_NUMBER}`,
      maxConnections: context.maxConnections,
      ledger: context.ledger,
    }
    const server = await startServer(options, context.signal)
    return handle(provider, server, options, disposal, context.signal)
  } catch (error) {
    return disposal.abandon(error)
  }
}

function handle(
  provider: ProviderName,
  first: Server,
  options: ServerOptions,
  disposal: Disposal,
  signal: AbortSignal,
): Postgres {
  let server = first
  let disposed = false
  disposal.defer(() => {
    disposed = true
    return server.stop('fast')
  })
  return {
    provider,
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
    pause: () => server.pause(),
    resume: () => server.resume(),
    stopNow: () => server.stop('now'),
    [Symbol.asyncDispose]: () => disposal[Symbol.asyncDispose](),
  }
}
