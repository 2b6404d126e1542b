import { randomBytes } from 'node:crypto'
import { parseImages, useImages } from '../containers/imageReference.ts'
import { BenchError, exitCodes, messageOf, originalOf } from '../errors.ts'
import { endLedger } from '../lifecycle/clean.ts'
import { Disposal } from '../lifecycle/disposal.ts'
import { createLedger } from '../lifecycle/ledger.ts'
import { startServices } from '../run/services.ts'
import { createTargetRole } from '../services/database/role.ts'
import { fetchNginx } from '../services/nginx/needed.ts'
import { chooseIsolation } from '../target/isolation/choose.ts'
import type { Isolation } from '../target/isolation/contract.ts'
import { placeFor } from '../target/isolation/sharedFolders.ts'
import { tellTargets } from '../target/proxy.ts'
import { needsOwnTables, resolveStrategy, type StrategyReference } from '../target/strategyReference.ts'
import { startTarget, type Target } from '../target/target.ts'
import type { ServeFlags } from './flags.ts'
import { onInterrupt } from './interrupt.ts'
import { processNews } from './serveNews.ts'
import { mustSuffice, type ServeSettings, serveSettings, whoReaches } from './serveSettings.ts'

/** A line for whoever looks after the server. */
const progress = (line: string) => process.stderr.write(`${line}\n`)

/**
 * Carries out `bench serve`: starts the strategy with its database, prints its URL and returns when it was
 * told to stop and everything is gone. What becomes of its processes meanwhile is told on stderr: they are
 * replaced. Rejects where it does not start, or the supervisor of them all ends by itself.
 */
export async function serveStrategy(name: string, flags: ServeFlags): Promise<void> {
  const reference = await resolveStrategy(name)
  const wanted = serveSettings(flags)
  const least = reference.strategy?.leastConnections(wanted.queryMode, wanted.workers) ?? 1
  mustSuffice(reference.name, wanted.connections, least)
  useImages(parseImages(flags.image))
  tellTargets(flags.provider)
  using interrupt = onInterrupt(() =>
    progress(`${process.stdin.isTTY ? '\n' : ''}stopping (Ctrl-C again ends at once)`),
  )
  const { signal } = interrupt
  try {
    const isolation = await chooseIsolation(flags, [reference])
    // The image has its own.
    if (!isolation) await fetchNginx([reference], flags.provider, { signal, progress })
    await using disposal = new Disposal()
    const target = await start(reference, wanted, flags.provider, { signal, disposal, isolation })
    process.stdout.write(`${target.ready.url}\n`)
    progress(`${reference.name} serves there, until Ctrl-C; ${hint(target)}`)
    const reach = whoReaches(wanted)
    if (reach) progress(reach)
    const how = await Promise.race([target.died, aborted(signal)])
    if (how !== undefined) throw ended(reference.name, how)
  } catch (error) {
    // Told to stop while it started: that is the end that was asked for.
    if (!signal.aborted || originalOf(error) !== signal.reason) throw error
  }
}

/** What a start goes on in. */
interface Surroundings {
  readonly signal: AbortSignal
  readonly disposal: Disposal
  readonly isolation: Isolation | undefined
}

async function start(
  reference: StrategyReference,
  wanted: ServeSettings,
  provider: string,
  { signal, disposal, isolation }: Surroundings,
): Promise<Target> {
  const runId = `serve_${Date.now().toString(36)}_${process.pid.toString(36)}`
  const ledger = createLedger(runId)
  disposal.defer(() => endLedger(ledger, progress))
  const { admin, postgres } = disposal.use(await startServices({ runId, ledger, provider, signal, progress }))
  const { connections } = wanted
  const role = disposal.use(
    await createTargetRole(admin, postgres, {
      connections,
      name: runId,
      ledger,
      ownTables: needsOwnTables(reference),
    }),
  )
  if (role.note) progress(role.note)
  const settings = {
    ...wanted,
    databaseUrl: role.url,
    schema: role.schema,
    secret: randomBytes(32).toString('hex'),
  }
  try {
    const watch = processNews(progress)
    const target = disposal.use(
      await startTarget({
        reference,
        settings,
        ledger,
        signal,
        watch,
        isolation: placeFor(isolation, postgres.url),
      }),
    )
    watch.began(target.processes())
    return target
  } catch (error) {
    throw portTaken(error, wanted.port) ?? error
  }
}

/** What a port that somebody else listens on is told as; undefined where it is not that. */
function portTaken(error: unknown, port: number): BenchError | undefined {
  const reason = /address already in use \S+|port \d+ is in use/.exec(messageOf(error))?.[0]
  if (port === 0 || reason === undefined) return undefined
  return new BenchError('PORT_IN_USE', `port ${port} cannot be had: ${reason}`, {
    exitCode: exitCodes.failed,
    hint: 'give another --port, or none for any that is free',
  })
}

function hint({ ready }: Target): string {
  const slots = ready.slots.reduce((sum, one) => sum + one, 0)
  return `${slots} slow queries at a time; ?widgets=3&query=2s changes the page`
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    else signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}

function ended(name: string, how: string): BenchError {
  return new BenchError('TARGET_ENDED', `${name} ended by itself: ${how}`, { exitCode: exitCodes.failed })
}
