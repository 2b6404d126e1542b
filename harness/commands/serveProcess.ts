import { rmSync, writeFileSync } from 'node:fs'
import { successor } from '../../strategies/app/workerName.ts'
import type { LoneProcess, Strategy } from '../../strategies/contract.ts'
import { strategies } from '../../strategies/index.ts'
import { BenchError, exitCodes, unknownName, wrongUse } from '../errors.ts'
import { Disposal } from '../lifecycle/disposal.ts'
import type { Postgres } from '../services/contract.ts'
import { openAdmin } from '../services/database/admin.ts'
import { prepareShared } from '../services/database/shared.ts'
import { namedServer, useNamed } from '../services/local/named.ts'
import { howEnded } from '../target/death.ts'
import { mustBeAtLeast } from '../target/leastConnections.ts'
import { spawnServerProcess } from '../target/serverProcess.ts'
import { resolveStrategy, type StrategyReference } from '../target/strategyReference.ts'
import type { ServeFlags } from './flags.ts'
import { openLedger } from './ground.ts'
import { processName } from './processName.ts'
import { progress } from './progress.ts'
import { type ServeSettings, serveSettings, whoReaches } from './serveSettings.ts'
import { aborted, untilStopped } from './untilStopped.ts'

/** Signs the tokens of all processes that share sessions' users. */
const SECRET_VARIABLE = 'BENCH_SECRET'

/**
 * Carries out `bench serve --process`: prepares the database that the environment names, starts one process of
 * a strategy and returns when it was told to stop and the process has ended. Rejects where it does not start,
 * or ends by itself: it is not replaced, that is for whoever started this.
 */
export async function serveProcess(reference: string, role: string, flags: ServeFlags): Promise<void> {
  const named = await resolveStrategy(reference)
  const lone = await loneProcess(named, role)
  const wanted = serveSettings(flags)
  mustBeAtLeast(lone.leastConnections, wanted.connections, `a ${role} of ${named.name}`)
  const secret = secretFromEnvironment()
  // A name is never given twice, so that an old token never meets a new holder.
  const worker = successor(processName('--name', flags.name ?? role), Date.now())
  await untilStopped(async (signal) => {
    await using disposal = new Disposal()
    const { ledger } = openLedger('process', disposal)
    const schema = `bench_${named.name.replaceAll('-', '_')}`
    const { url: databaseUrl } = await prepared(schema, signal)
    const settings = { ...wanted, databaseUrl, schema, secret }
    const child = await spawnServerProcess({
      entry: lone.entry,
      assignment: { role, worker, slots: lone.slots(wanted.queryMode, wanted.connections) },
      settings,
      ledger,
      signal,
      processesChanged: () => {},
      lost: () => {},
    })
    disposal.defer(() => child.stop())
    await using _ready = await ready(flags.readyFile)
    announce(named.name, role, worker, child.url, lone.listens ? wanted : undefined)
    const ended = await Promise.race([child.ended, aborted(signal)])
    if (ended) throw endedByItself(role, howEnded(ended))
  })
}

/** Throws wrong use with the processes that there are. */
async function loneProcess({ name, strategy }: StrategyReference, role: string): Promise<LoneProcess> {
  const roles = Object.keys(strategy?.alone ?? {})
  const known = strategy?.alone?.[role]
  if (known) return known
  if (roles.length > 0) throw unknownName(`process of ${name}`, role, roles)
  const others = await Promise.all(Object.values(strategies).map((load) => load()))
  const able = others.flatMap(({ default: { name, alone } }: { default: Strategy }) =>
    Object.keys(alone ?? {}).map((one) => `${name} --process ${one}`),
  )
  throw wrongUse(
    `${name} is served as a whole only`,
    `without --process; apart can be served: ${able.join(', ')}`,
  )
}

function secretFromEnvironment(): string {
  const secret = process.env[SECRET_VARIABLE] ?? ''
  if (/^[0-9a-f]{32,128}$/.test(secret)) return secret
  throw wrongUse(
    `${SECRET_VARIABLE} must hold 32 to 128 hexadecimal digits${secret === '' ? ', and is not set' : ''}`,
    'the same for every process that serves the same users, such as openssl rand -hex 32 prints',
  )
}

/** The database that the environment names, with what the processes share in it. */
async function prepared(schema: string, signal: AbortSignal): Promise<Postgres> {
  const named = namedServer()
  if (!named)
    throw wrongUse('DATABASE_URL is not set', 'it names the database that the processes of a strategy share')
  const postgres = await useNamed(named, signal)
  await using admin = await openAdmin(postgres.url)
  await prepareShared(admin, schema)
  return postgres
}

/** A file that is there until disposal. */
async function ready(file: string | undefined): Promise<AsyncDisposable> {
  if (file !== undefined) writeFileSync(file, `${process.pid}\n`)
  return {
    async [Symbol.asyncDispose]() {
      if (file !== undefined) rmSync(file, { force: true })
    },
  }
}

function announce(
  strategy: string,
  role: string,
  worker: string,
  url: string | undefined,
  at: ServeSettings | undefined,
): void {
  if (url !== undefined) process.stdout.write(`${url}\n`)
  progress(`${role} ${worker} of ${strategy} is there, until Ctrl-C`)
  const reach = at && whoReaches(at)
  if (reach) progress(reach)
}

function endedByItself(role: string, how: string): BenchError {
  return new BenchError('PROCESS_ENDED', `the ${role} ended by itself: ${how}`, {
    exitCode: exitCodes.failed,
  })
}
