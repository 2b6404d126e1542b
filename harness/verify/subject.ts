import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Settings } from '../../strategies/app/settings.ts'
import type { Booted, Powers, Subject } from '../../strategies/conformance/contract.ts'
import { Disposal } from '../lifecycle/disposal.ts'
import { identify } from '../lifecycle/process.ts'
import { createTemporaryFolder } from '../lifecycle/temporaryFolder.ts'
import { readServerView } from '../measure/serverView.ts'
import { createTargetRole, type TargetRole } from '../services/database/role.ts'
import { type ConnectionWatch, watchConnections } from '../services/database/watch.ts'
import type { Services } from '../services/start.ts'
import type { Isolation } from '../target/isolation/contract.ts'
import { placeFor } from '../target/isolation/sharedFolders.ts'
import { needsOwnTables, type StrategyReference } from '../target/strategyReference.ts'
import { startTarget, type Target } from '../target/target.ts'

/** What a target is told, but for what is drawn anew for each boot. */
export type SubjectSettings = Omit<Settings, 'databaseUrl' | 'schema' | 'secret' | 'probeFolder'>

/** What conformance needs to start a strategy, and to start it again. */
export interface SubjectOptions {
  readonly reference: StrategyReference
  readonly services: Services
  readonly settings: SubjectSettings
  readonly signal: AbortSignal
  /** In what it runs; undefined: on this machine. */
  readonly isolation?: Isolation | undefined
}

/** The parts of a target that runs already. */
export interface SubjectParts {
  readonly target: Target
  readonly settings: Settings
  readonly role: TargetRole
  readonly watch: ConnectionWatch
  readonly expected: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** A running target as conformance sees it, with what anybody can offer who has started it. */
export function subjectOf({ target, settings, role, watch, expected, signal }: SubjectParts) {
  const { url, slots, capabilities } = target.ready
  return {
    url,
    slots,
    capabilities,
    settings,
    expected,
    signal,
    counts: () => role.counts(),
    async activity() {
      const { holders } = await watch.look()
      const own = holders.filter((holder) => holder.role === role.name)
      return {
        connections: own.reduce((sum, holder) => sum + holder.connections, 0),
        active: own.reduce((sum, holder) => sum + holder.active, 0),
      }
    },
    processes: () => target.processes(),
    runs: (pid) => identify(pid) !== undefined,
    fault: (kind, name, index) => target.fault(kind, name, index),
  } satisfies Subject & Powers
}

let boots = 0

/**
 * Starts a strategy for conformance, with a role, a watch and probes of its own, and every power that the
 * services allow. Disposal ends it and removes what it had. `prepared` is called before the target starts.
 */
export async function startSubject(
  options: SubjectOptions,
  prepared: () => Promise<void> = async () => {},
): Promise<Booted> {
  const { reference, services, signal } = options
  const { admin, postgres, ledger } = services
  const disposal = new Disposal()
  try {
    const name = `${services.runId}_v${++boots}`
    const { connections } = options.settings
    const ownTables = needsOwnTables(reference)
    const role = disposal.use(
      await createTargetRole(admin, postgres, { connections, name, ledger, ownTables }),
    )
    const watching = { disposable: postgres.disposable, ignore: [admin.backends] }
    const watch = disposal.use(await watchConnections(postgres.url, watching))
    const folder = disposal.use(createTemporaryFolder(ledger, 'verify'))
    const settings: Settings = {
      ...options.settings,
      databaseUrl: role.url,
      schema: role.schema,
      secret: randomBytes(32).toString('hex'),
      probeFolder: folder.path,
    }
    await prepared()
    const logFile = join(folder.path, 'target.log')
    const isolation = placeFor(options.isolation, postgres.url, folder.path)
    const target = disposal.use(
      await startTarget({ reference, settings, ledger, signal, logFile, isolation }),
    )
    return {
      ...subjectOf({ target, settings, role, watch, expected: services.expected, signal }),
      ...databasePowers(services),
      misroutes: async () => (await readServerView(folder.path, 0, Number.MAX_SAFE_INTEGER)).misroutes,
      stop: () => target.stop(),
      // Whoever ends this one early, in the middle of a check, ends those too.
      another: async (changed, before) =>
        disposal.use(
          await startSubject({ ...options, settings: { ...options.settings, ...changed } }, before),
        ),
      [Symbol.asyncDispose]: () => disposal[Symbol.asyncDispose](),
    }
  } catch (error) {
    return disposal.abandon(error)
  }
}

/** Ends and starts Postgres, where it is ours. */
function databasePowers({ admin, postgres }: Services): Pick<Powers, 'stopDatabase' | 'startDatabase'> {
  const { stopNow, restart } = postgres
  if (!stopNow || !restart) return {}
  return {
    async stopDatabase() {
      // Commits do not wait for the disk, and a role that was just made must survive the crash.
      await admin.query('checkpoint')
      await stopNow()
    },
    startDatabase: () => restart(),
  }
}
