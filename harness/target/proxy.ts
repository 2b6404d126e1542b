import { LOOPBACK } from '../../strategies/app/address.ts'
import type { ConfigureProxy, ProxyStarter } from '../../strategies/contract.ts'
import { BenchError, messageOf } from '../errors.ts'
import type { Ledger } from '../lifecycle/ledger.ts'
import { lookUp } from '../lifecycle/process.ts'
import type { AddressKind, Nginx, NginxProvider, SpareNginx } from '../services/contract.ts'
import { PROVIDER_VARIABLE, usualProvider } from '../services/environment.ts'
import { chooseProvider } from '../services/index.ts'
import { howEnded } from './death.ts'
import type { LostProcess } from './serverProcess.ts'
import { SpareProxies } from './spareProxies.ts'

/** Tells the targets that this process starts from now on where their proxies come from. */
export function tellTargets(provider: string): void {
  process.env[PROVIDER_VARIABLE] = provider
}

/** The role under which a proxy that ended by itself is told of. */
const PROXY_ROLE = 'proxy'

const EVERY_KIND: readonly AddressKind[] = ['path', 'port']

/** Begins to load what the start of a proxy will need. What is wrong is told by that start. */
export async function loadProxies(): Promise<void> {
  try {
    await (await provide()).load?.()
  } catch {
    // The same happens again where somebody waits for it.
  }
}

async function provide(): Promise<NginxProvider> {
  return (await chooseProvider('nginx', usualProvider())).provider
}

/** Starts proxies, and ends on disposal those that nobody has stopped. */
export interface ProxyShelf extends ProxyStarter, AsyncDisposable {
  /** By what they can connect to processes of this machine. */
  reaches(): Promise<readonly AddressKind[]>
}

/**
 * The proxies of one target. `lost` is called for each that ends without having been stopped, once it is known how.
 * `folders`, asked at each start, are those to the Unix sockets in which they connect. Where a start takes long, a
 * spare is laid up for each proxy that runs, and takes its place when another is started on its port, unless it has
 * died meanwhile.
 */
export function createProxies(options: {
  ledger: Ledger
  signal: AbortSignal
  lost: (process: LostProcess) => void
  /** The address that they listen on; 127.0.0.1 where it is not told. */
  host?: string
  folders?: () => readonly string[]
}): ProxyShelf {
  const { ledger, signal, lost, host = LOOPBACK, folders = () => [] } = options
  const stops = new Set<() => Promise<void>>()
  const spares = new SpareProxies(signal)
  let provider: NginxProvider | undefined
  return {
    async reaches() {
      provider ??= await provide()
      return (await provider.reaches?.()) ?? EVERY_KIND
    },
    async start(configure, port) {
      provider ??= await provide()
      const progress = (line: string) => process.stderr.write(`${line}\n`)
      const reach = folders()
      const what = { ledger, signal, progress, host, reach, forwardStderr: true }
      const spare = await spares.take(port, reach)
      const nginx =
        (spare && (await takesPlace(spare, configure, signal))) ??
        (await provider.start({ ...what, configure, port }))
      const { pid } = nginx
      const makeSpare = provider.spare?.bind(provider, { ...what, port: nginx.port })
      const laid = makeSpare && spares.layUp(nginx.port, reach, makeSpare)
      let told = false
      const ended = nginx.ended.then((end) => {
        if (!told) lost({ role: PROXY_ROLE, pid, how: howEnded(end) })
        // What it ran in may outlast it for a moment.
        void nginx.stop().then(
          () => stops.delete(stop),
          () => {},
        )
        return end
      })
      ended.catch(() => {})
      const stop = async () => {
        // One that is gone already has ended by itself, even if the news of it is still on the way.
        if (pid === undefined || lookUp(pid)) told = true
        await Promise.all([nginx.stop(), laid?.[Symbol.asyncDispose]()])
        await ended
      }
      stops.add(stop)
      return { ...nginx, stop }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([spares[Symbol.asyncDispose](), ...[...stops].map((stop) => stop())])
    },
  }
}

/** Undefined where the spare has died meanwhile, or hangs: it is gone, and the start goes its usual way. */
async function takesPlace(
  spare: SpareNginx,
  configure: ConfigureProxy,
  signal: AbortSignal,
): Promise<Nginx | undefined> {
  try {
    return await spare.start(configure)
  } catch (error) {
    signal.throwIfAborted()
    // Another one would refuse it too.
    if (error instanceof BenchError && error.code === 'NGINX_CONFIGURATION') throw error
    console.error('the spare proxy did not take the place:', messageOf(error))
    return undefined
  }
}
