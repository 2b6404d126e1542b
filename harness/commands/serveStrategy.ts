import { randomBytes } from 'node:crypto'
import { defaultSettings, type Settings } from '../../strategies/app/settings.ts'
import { BenchError, exitCodes, messageOf, originalOf, wrongUse } from '../errors.ts'
import { endLedger } from '../lifecycle/clean.ts'
import { Disposal } from '../lifecycle/disposal.ts'
import { createLedger } from '../lifecycle/ledger.ts'
import { startServices } from '../run/services.ts'
import { createTargetRole } from '../services/database/role.ts'
import { nginxFor } from '../services/nginx/needed.ts'
import { tellTargets } from '../target/proxy.ts'
import { needsOwnTables, resolveStrategy, type StrategyReference } from '../target/strategyReference.ts'
import { startTarget, type Target } from '../target/target.ts'
import type { ServeFlags } from './flags.ts'
import { onInterrupt } from './interrupt.ts'
import { durationMs, portRange, queryModeOf, wholeNumber } from './values.ts'

/**
 * Carries out `bench serve`: starts the strategy with its database, prints its URL and returns when it was
 * told to stop and everything is gone. Rejects where it does not start, or ends by itself.
 */
export async function serveStrategy(name: string, flags: ServeFlags): Promise<void> {
  const reference = await resolveStrategy(name)
  const wanted = settingsOf(reference, flags)
  await nginxFor([reference], flags.provider)
  tellTargets(flags.provider)
  using interrupt = onInterrupt(() => process.stderr.write('\nstopping (Ctrl-C again ends at once)\n'))
  const { signal } = interrupt
  try {
    await using disposal = new Disposal()
    const target = await start(reference, wanted, flags.provider, { signal, disposal })
    process.stdout.write(`${target.ready.url}\n`)
    process.stderr.write(`${reference.name} serves there, until Ctrl-C; ${hint(target)}\n`)
    const how = await Promise.race([target.died, aborted(signal)])
    if (how !== undefined) throw ended(reference.name, how)
  } catch (error) {
    // Told to stop while it started: that is the end that was asked for.
    if (!signal.aborted || originalOf(error) !== signal.reason) throw error
  }
}

type ServeSettings = Omit<Settings, 'databaseUrl' | 'schema' | 'secret'>

function settingsOf({ name, strategy }: StrategyReference, flags: ServeFlags): ServeSettings {
  const connections = wholeNumber('--db-connections', flags.dbConnections, 1, 10_000)
  const workers = wholeNumber('--workers', flags.workers, 1, 256)
  const queryMode = queryModeOf(flags.queryMode)
  const queryMs = durationMs('--query', flags.query, 600_000)
  const least = strategy?.leastConnections(queryMode, workers) ?? 1
  if (connections < least)
    throw wrongUse(
      `${name} needs at least ${least} database connections, not ${connections}`,
      `--db-connections ${least} or more`,
    )
  return {
    ...defaultSettings,
    connections,
    workers,
    queryMode,
    queryMs,
    maxQueryMs: Math.max(defaultSettings.maxQueryMs, queryMs),
    ports: portRange('--ports', flags.ports),
    port: wholeNumber('--port', flags.port, 0, 65_535),
    allowedOrigins: (flags.allowOrigin ?? []).map(originOf),
  }
}

/** `http://localhost:8000`: what a browser sends, so what must be compared with it. */
function originOf(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : 'null'
  if (origin !== 'null' && text.replace(/\/$/, '') === origin) return origin
  throw wrongUse(`--allow-origin must be an origin such as http://localhost:8000, not ${text}`)
}

async function start(
  reference: StrategyReference,
  wanted: ServeSettings,
  provider: string,
  { signal, disposal }: { signal: AbortSignal; disposal: Disposal },
): Promise<Target> {
  const runId = `serve_${Date.now().toString(36)}_${process.pid.toString(36)}`
  const ledger = createLedger(runId)
  const progress = (line: string) => process.stderr.write(`${line}\n`)
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
    return disposal.use(await startTarget({ reference, settings, ledger, signal }))
  } catch (error) {
    throw portTaken(error, wanted.port) ?? error
  }
}

/** What a port that somebody else listens on is told as; undefined where it is not that. */
function portTaken(error: unknown, port: number): BenchError | undefined {
  const reason = /address already in use \S+/.exec(messageOf(error))?.[0]
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
