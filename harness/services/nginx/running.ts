import { LOOPBACK, reachable, urlOf } from '../../../strategies/app/address.ts'
import type { ProxyPlace } from '../../../strategies/contract.ts'
import { BenchError, exitCodes, messageOf } from '../../errors.ts'
import type { Ledger } from '../../lifecycle/ledger.ts'
import { findFreePort } from '../../lifecycle/ports.ts'
import type { Nginx, NginxOptions, ProviderName, ServiceContext } from '../contract.ts'
import { serverUser } from '../serverUser.ts'
import { createSocketFolder } from '../socketFolder.ts'
import {
  configurationRefused,
  installConfiguration,
  type NginxFiles,
  writeConfiguration,
} from './configuration.ts'
import { becomesReady, type Master } from './master.ts'
import { problemsIn } from './problems.ts'
import { reloadFailed, reloadMaster } from './reload.ts'
import { newStatusName, type Status } from './status.ts'

/** Free ports that are tried in turn, where others take them between our finding and nginx's binding. */
const MOST_PORTS = 10

/** What differs between one nginx and another: who it is, and how a master of it is started. */
export interface Installation {
  readonly provider: ProviderName
  /** Where its configurations are to listen, and how they reach this machine. */
  readonly network?: { readonly listen: string; readonly upstreamHost: string }
  /**
   * Starts a master on the configuration that is in the folder, without waiting for more than its process;
   * undefined where somebody has the port. Leaves nothing where it fails.
   */
  launch(files: NginxFiles, port: number): Promise<Master | undefined>
  /** How long what it has launched may take to answer; 15 s where it is not told. */
  readonly readyMs?: number
}

/**
 * Runs an nginx in a temporary folder of its own and resolves once it answers. The first configuration is
 * checked by the start itself, every later one before it is installed. Rejects with NGINX_CONFIGURATION or
 * NGINX_START_FAILED and nginx's own words, having left nothing.
 */
export async function runNginx(
  installation: Installation,
  context: ServiceContext & NginxOptions,
): Promise<Nginx> {
  return runIn(createSite(context.ledger), installation, context)
}

/** The folder of one nginx; disposal removes it. */
export interface Site extends AsyncDisposable {
  readonly files: NginxFiles
}

export function createSite(ledger: Ledger): Site {
  const user = serverUser()
  const folder = createSocketFolder(ledger, 'nginx', { user, longestName: 'nginx.sock' })
  return {
    files: { folder: folder.path, user },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

/** The same as `runNginx` in a folder that is there, and goes with it. */
export async function runIn(
  site: Site,
  installation: Installation,
  context: ServiceContext & NginxOptions,
): Promise<Nginx> {
  try {
    return handle(installation, site, await startOnPort(installation, site.files, context))
  } catch (error) {
    await site[Symbol.asyncDispose]()
    throw error
  }
}

/** Where all configurations of one nginx are to listen. */
type Place = ProxyPlace & Required<Pick<ProxyPlace, 'listen' | 'status'>>

/** A master that answers, and with what. */
interface Started {
  readonly master: Master
  readonly status: Status
  readonly place: Place
  readonly text: string
}

async function startOnPort(
  installation: Installation,
  files: NginxFiles,
  context: ServiceContext & NginxOptions,
): Promise<Started> {
  for (let tries = context.port === 0 ? MOST_PORTS : 1; tries > 0; tries--) {
    const port = context.port || (await findFreePort())
    const place = {
      listen: context.host ?? LOOPBACK,
      ...installation.network,
      port,
      folder: files.folder,
      status: newStatusName(),
    }
    const text = context.configure(place)
    writeConfiguration(files, text)
    context.signal.throwIfAborted()
    const master = await installation.launch(files, port)
    const status = master && (await statusOf(master, place, context.signal, installation.readyMs))
    if (status) return { master, status, place, text }
  }
  const what = context.port
    ? `port ${context.port} is in use`
    : 'every port that was free was taken meanwhile'
  throw new BenchError('NGINX_START_FAILED', `nginx did not start: ${what}`, { exitCode: exitCodes.failed })
}

/** Its status, once it tells it on that port, which somebody may have; it is ended where it does not. */
async function statusOf(
  master: Master,
  place: Place,
  signal: AbortSignal,
  readyMs: number | undefined,
): Promise<Status | undefined> {
  const door = { ...place, host: reachable(place.listen) }
  try {
    const status = await becomesReady(master, door, signal, readyMs)
    if (!status) await master.stop({ graceMs: 0 })
    return status
  } catch (error) {
    await master.stop({ graceMs: 0 })
    signal.throwIfAborted()
    const problem = problemsIn(master.tail())[0]
    if (problem !== undefined) throw configurationRefused(master.tail())
    throw new BenchError('NGINX_START_FAILED', `nginx did not start: ${messageOf(error)}`, {
      exitCode: exitCodes.failed,
      output: master.tail(),
      cause: error,
    })
  }
}

function handle({ provider }: Installation, site: Site, { master, status, place, text }: Started): Nginx {
  let inEffect = text
  let last: Promise<unknown> = Promise.resolve()
  /** One change at a time: nginx tells of no reload which one it was. */
  const inTurn = (change: () => Promise<void>) => {
    const turn = last.then(change)
    last = turn.catch(() => {})
    return turn
  }
  const { files } = site
  const tidied = master.ended.then(() => site[Symbol.asyncDispose]())
  const ended = tidied.then(
    () => master.ended,
    // Whoever stops it learns of that.
    () => master.ended,
  )
  const stop = async () => {
    await master.stop()
    await tidied
  }
  return {
    provider,
    version: status.version,
    url: urlOf(place.listen, place.port),
    port: place.port,
    pid: master.pid,
    gone: master.gone,
    ended,
    apply: (configure) =>
      inTurn(async () => {
        const next = configure(place)
        if (next === inEffect) return
        try {
          await installConfiguration(files, master, next)
          await reloadMaster(master)
          inEffect = next
        } catch (error) {
          // Its folder goes with it, and whatever failed then failed for that.
          if (!master.isRunning()) throw reloadFailed(master, 'it has ended', error)
          // A later reload must not try again what has failed.
          writeConfiguration(files, inEffect)
          throw error
        }
      }),
    reload: () => inTurn(() => reloadMaster(master)),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
