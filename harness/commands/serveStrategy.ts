import { randomBytes } from 'node:crypto'
import { BenchError, exitCodes, messageOf } from '../errors.ts'
import { Disposal } from '../lifecycle/disposal.ts'
import { createTargetRole } from '../services/database/role.ts'
import { placeFor } from '../target/isolation/sharedFolders.ts'
import { mustSuffice } from '../target/leastConnections.ts'
import { needsOwnTables, resolveStrategy, type StrategyReference } from '../target/strategyReference.ts'
import { startTarget, type Target } from '../target/target.ts'
import type { ServeFlags } from './flags.ts'
import { type Ground, prepareGround } from './ground.ts'
import { progress } from './progress.ts'
import { processNews } from './serveNews.ts'
import { type ServeSettings, serveSettings, whoReaches } from './serveSettings.ts'
import { aborted, untilStopped } from './untilStopped.ts'

/**
 * Carries out `bench serve`: starts the strategy with its database, prints its URL and returns when it was
 * told to stop and everything is gone. What becomes of its processes meanwhile is told on stderr: they are
 * replaced. Rejects where it does not start, or the supervisor of them all ends by itself.
 */
export async function serveStrategy(name: string, flags: ServeFlags): Promise<void> {
  const reference = await resolveStrategy(name)
  const wanted = serveSettings(flags)
  mustSuffice(reference, wanted)
  await untilStopped(async (signal) => {
    await using ground = await prepareGround('serve', reference, flags, signal)
    await using disposal = new Disposal()
    const target = await start(reference, wanted, ground, signal, disposal)
    process.stdout.write(`${target.ready.url}\n`)
    progress(`${reference.name} serves there, until Ctrl-C; ${hint(target)}`)
    const reach = whoReaches(wanted)
    if (reach) progress(reach)
    const how = await Promise.race([target.died, aborted(signal)])
    if (how !== undefined) throw ended(reference.name, how)
  })
}

async function start(
  reference: StrategyReference,
  wanted: ServeSettings,
  { services, isolation }: Ground,
  signal: AbortSignal,
  disposal: Disposal,
): Promise<Target> {
  const { admin, postgres, ledger, runId: name } = services
  const { connections } = wanted
  const ownTables = needsOwnTables(reference)
  const role = disposal.use(await createTargetRole(admin, postgres, { connections, name, ledger, ownTables }))
  if (role.note) progress(role.note)
  const settings = {
    ...wanted,
    databaseUrl: role.url,
    schema: role.schema,
    secret: randomBytes(32).toString('hex'),
  }
  const watch = processNews(progress)
  const place = placeFor(isolation, postgres.url)
  try {
    const target = disposal.use(
      await startTarget({ reference, settings, ledger, signal, watch, isolation: place }),
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

function ended(name: string, how: string): BenchError {
  return new BenchError('TARGET_ENDED', `${name} ended by itself: ${how}`, { exitCode: exitCodes.failed })
}
