import { join, resolve } from 'node:path'
import type { ScheduledUser } from '../../scenarios/contract.ts'
import { type PlannedFault, plannedFaults } from '../../scenarios/faults.ts'
import { schedule } from '../../scenarios/plan.ts'
import type { Settings } from '../../strategies/app/settings.ts'
import type { Driver, DriverPlan, RunningDriver } from '../drivers/contract.ts'
import { Disposal } from '../lifecycle/disposal.ts'
import { createTargetRole, type TargetRole } from '../services/database/role.ts'
import { type ConnectionWatch, watchConnections } from '../services/database/watch.ts'
import type { Services } from '../services/start.ts'
import type { Isolation } from '../target/isolation/contract.ts'
import { placeFor } from '../target/isolation/sharedFolders.ts'
import { needsOwnTables } from '../target/strategyReference.ts'
import { startTarget, type Target } from '../target/target.ts'
import { mustSuffer } from './faultRole.ts'
import type { PlannedTrial, RunOptions } from './plan.ts'
import type { RunStage } from './progress/contract.ts'
import { Recorder } from './recorder.ts'
import { settingsFor } from './settings.ts'
import { timeoutFor } from './timeout.ts'

export interface TrialContext {
  readonly options: RunOptions
  readonly services: Services
  readonly driver: Driver
  /** The run's folder. */
  readonly folder: string
  readonly isolation?: Isolation | undefined
  readonly signal: AbortSignal
  readonly progress: (stage: RunStage) => void
}

/** What a trial has before it verifies. */
export interface Prepared {
  readonly role: TargetRole
  readonly connections: ConnectionWatch
  readonly settings: Settings
  readonly target: Target
  readonly users: readonly ScheduledUser[]
  readonly timeoutMs: number
  readonly faults: readonly PlannedFault[]
  readonly recorder: Recorder
  /** Ready to play, once it has read its plan. */
  readonly driver: Promise<RunningDriver>
}

/** Sockets of one driver process. */
const MAX_IN_FLIGHT = 8_000

/**
 * The prepare phase. The target's supervisor and the driver load their code while the role is made: each needs
 * what comes before it only once it runs. What was started is left to `disposal`, also where this rejects.
 */
export async function prepareTrial(
  planned: PlannedTrial,
  context: TrialContext,
  folder: string,
  disposal: Disposal,
): Promise<Prepared> {
  const { options, services, signal } = context
  const { postgres, ledger, expected } = services
  const users = schedule(options.scenario, planned.cell.schedule)
  const recorder = new Recorder(users, join(folder, 'events.ndjson'))
  disposal.defer(() => recorder.close())

  const plan = Promise.withResolvers<DriverPlan>()
  plan.promise.catch(() => {})
  const logFile = join(folder, 'driver.log')
  const driver = context.driver.start(plan.promise, recorder.take, { ledger, signal, logFile })
  // It may fail, or be ended, before anybody awaits it.
  driver.catch(() => {})
  disposal.defer(async () => {
    plan.reject(new Error('there is nothing to play against'))
    const started = await driver.catch(() => undefined)
    await started?.[Symbol.asyncDispose]()
  })

  const database = prepareDatabase(planned, context, folder)
  const starting = startTarget({
    reference: planned.cell.strategy,
    settings: database.then(({ settings }) => settings),
    ledger,
    signal,
    logFile: join(folder, 'target.log'),
    isolation: placeFor(context.isolation, postgres.url, resolve(folder, 'target')),
  })
  // Both are awaited whatever the other does: neither may be left behind.
  const [prepared, started] = await Promise.allSettled([database, starting])
  if (prepared.status === 'rejected') throw prepared.reason
  const { role, connections, settings } = disposal.use(prepared.value)
  if (started.status === 'rejected') throw started.reason
  const target = disposal.use(started.value)

  const { url, slots, capabilities } = target.ready
  const faults = plannedFaults(options.scenario)
  mustSuffer(faults, capabilities.roles, postgres)
  const timeoutMs = options.timeoutMs ?? timeoutFor(users, slots)
  const waiting = users.map((user) => ({ ...user, timeoutMs }))
  plan.resolve({ url, users: waiting, expected, maxInFlight: MAX_IN_FLIGHT })
  return { role, connections, settings, target, users, timeoutMs, faults, recorder, driver }
}

/** The target's role, and a look at who holds connections from before it has any. */
async function prepareDatabase(
  planned: PlannedTrial,
  { options, services }: TrialContext,
  folder: string,
): Promise<Pick<Prepared, 'role' | 'connections' | 'settings'> & AsyncDisposable> {
  const { admin, postgres, ledger } = services
  await using disposal = new Disposal()
  const role = disposal.use(
    await createTargetRole(admin, postgres, {
      connections: options.connections,
      name: `${services.runId}_${planned.order}`,
      ledger,
      ownTables: needsOwnTables(planned.cell.strategy),
    }),
  )
  const connections = disposal.use(
    await watchConnections(postgres.url, { disposable: postgres.disposable, ignore: [admin.backends] }),
  )
  const settings = settingsFor(planned, options, role, resolve(folder, 'target'))
  const owned = disposal.move()
  return { role, connections, settings, [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose]() }
}
