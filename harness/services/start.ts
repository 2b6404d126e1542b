import { Disposal } from '../lifecycle/disposal.ts'
import type { Ledger } from '../lifecycle/ledger.ts'
import type { Postgres, ServiceContainer } from './contract.ts'
import { type Admin, openAdmin } from './database/admin.ts'
import { expectedHashes } from './database/expected.ts'
import { prepareDatabase } from './database/prepare.ts'
import { chooseProvider } from './index.ts'

/** What a run has up for all its trials, and another command for its targets. Disposal ends it. */
export interface Services extends AsyncDisposable {
  readonly runId: string
  readonly ledger: Ledger
  readonly postgres: Postgres
  readonly reason: string
  /** In what Postgres runs; undefined where in no container. */
  readonly container: ServiceContainer | undefined
  readonly admin: Admin
  /** Content hashes of all charts, computed independently. */
  readonly expected: Readonly<Record<string, string>>
}

/** Starts Postgres by the wanted provider and prepares the database. Undoes what it began where it fails. */
export async function startServices(options: {
  runId: string
  ledger: Ledger
  provider: string
  signal: AbortSignal
  progress: (line: string) => void
  /** Of a Postgres of ours; default: enough for usual budgets. */
  maxConnections?: number
  /** The CPUs that it keeps to where it runs in a container, as engines take them. */
  cpus?: string | undefined
}): Promise<Services> {
  const { runId, ledger, signal, progress } = options
  await using disposal = new Disposal()
  const { provider, reason } = await chooseProvider('postgres', options.provider)
  progress(`Postgres ${reason}`)
  await provider.fetch?.({ signal, progress })
  const container = await provider.container?.()
  const postgres = disposal.use(
    await provider.start({
      ledger,
      signal,
      progress,
      cpus: options.cpus,
      ...(options.maxConnections !== undefined && { maxConnections: options.maxConnections }),
    }),
  )
  const admin = disposal.use(await openAdmin(postgres.url))
  await prepareDatabase(admin)
  const expected = await expectedHashes(admin)
  const owned = disposal.move()
  return {
    runId,
    ledger,
    postgres,
    reason,
    container,
    admin,
    expected,
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  }
}
