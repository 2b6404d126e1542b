import { BenchError, exitCodes } from '../../errors.ts'
import { type Child, spawnChild } from '../../lifecycle/children.ts'
import { endPostmaster } from '../../lifecycle/ending.ts'
import type { Claim, Ledger } from '../../lifecycle/ledger.ts'
import { identify } from '../../lifecycle/process.ts'
import type { ServerUser } from '../serverUser.ts'
import { type Binaries, program } from './binaries.ts'
import { pausePostmaster, resumePostmaster } from './pausing.ts'
import { askServerVersion } from './serverVersion.ts'
import { settings } from './settings.ts'

const START_MS = 30_000
const STOP_MS = 10_000
const LOOK_AGAIN_MS = 10

/** It names the socket only: there is no TCP port. */
export const SOCKET_NUMBER = 5432
export const SOCKET_NAME = `.s.PGSQL.${SOCKET_NUMBER}`

export interface ServerOptions {
  readonly binaries: Binaries
  readonly user: ServerUser | undefined
  /** Where the socket lies. */
  readonly folder: string
  readonly dataFolder: string
  readonly url: string
  readonly maxConnections: number | undefined
  readonly ledger: Ledger
}

/** A Postgres server that runs. */
export interface Server {
  readonly pid: number
  readonly version: string
  /** Freezes all its processes, or lets them go on. Idempotent. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** Ends it, paused or not: `fast` cuts its clients off and writes everything down, `now` is a crash. Idempotent. */
  stop(how: 'fast' | 'now'): Promise<void>
}

/** Starts a server on a data folder; resolves when it answers a query. Leaves nothing where it fails. */
export async function startServer(options: ServerOptions, signal: AbortSignal): Promise<Server> {
  signal.throwIfAborted()
  const claim = options.ledger.intend({ kind: 'postgres', dataFolder: options.dataFolder })
  const child = spawnChild({
    command: [program(options.binaries, 'postgres'), '-D', options.dataFolder, ...settingsOf(options)],
    role: 'postgres',
    ledger: options.ledger,
    cwd: options.folder,
    stdin: 'ignore',
    stdout: 'ignore',
    user: options.user,
  })
  claim.made({ pid: child.pid })
  const stop = stopper(child, claim)
  try {
    const version = await answers(options.url, child, signal)
    const postmaster = identify(child.pid)
    return {
      pid: child.pid,
      version,
      pause: async () => postmaster && pausePostmaster(postmaster),
      resume: async () => postmaster && resumePostmaster(postmaster),
      stop,
    }
  } catch (error) {
    await stop('now')
    signal.throwIfAborted()
    throw new BenchError('POSTGRES_START_FAILED', 'Postgres did not start', {
      exitCode: exitCodes.machineLacks,
      hint: 'see its output; `bench doctor` shows what else this machine can use',
      output: child.tail(),
      cause: error,
    })
  }
}

function settingsOf({ binaries, folder, maxConnections }: ServerOptions): string[] {
  const own = { listen_addresses: '', unix_socket_directories: folder, port: SOCKET_NUMBER }
  return settings({ maxConnections, major: binaries.major, own })
}

/** Waits until the server answers; resolves with its version. */
async function answers(url: string, child: Child, signal: AbortSignal): Promise<string> {
  const deadline = performance.now() + START_MS
  let ended = false
  child.ended.then(() => {
    ended = true
  })
  for (;;) {
    try {
      return await askServerVersion(url)
    } catch (error) {
      signal.throwIfAborted()
      if (ended || performance.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
    }
  }
}

function stopper(child: Child, claim: Claim): Server['stop'] {
  let stopping: Promise<void> | undefined
  async function end(how: 'fast' | 'now'): Promise<void> {
    const postmaster = identify(child.pid)
    if (postmaster)
      await endPostmaster(postmaster, { graceMs: STOP_MS, first: how === 'fast' ? 'SIGINT' : 'SIGQUIT' })
    await child.stop({ graceMs: 0 })
    claim.gone()
  }
  return (how) => {
    stopping ??= end(how)
    return stopping
  }
}
