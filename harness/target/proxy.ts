import type { ProxyStarter } from '../../strategies/contract.ts'
import type { Ledger } from '../lifecycle/ledger.ts'
import { lookUp } from '../lifecycle/process.ts'
import { chooseProvider } from '../services/index.ts'
import { howEnded } from './death.ts'
import type { LostProcess } from './serverProcess.ts'

/** What `--provider` says, to a target, which starts its proxies itself. */
export const PROVIDER_VARIABLE = 'BENCH_PROVIDER'

/** Tells the targets that this process starts from now on where their proxies come from. */
export function tellTargets(provider: string): void {
  process.env[PROVIDER_VARIABLE] = provider
}

/** The role under which a proxy that ended by itself is told of. */
const PROXY_ROLE = 'proxy'

/** Starts proxies, and ends on disposal those that nobody has stopped. */
export interface ProxyShelf extends ProxyStarter, AsyncDisposable {}

/**
 * The proxies of one target. `lost` is called for each that ends without having been stopped, before its
 * `ended` resolves for those who wait for it.
 */
export function createProxies(options: {
  ledger: Ledger
  signal: AbortSignal
  lost: (process: LostProcess) => void
}): ProxyShelf {
  const { ledger, signal, lost } = options
  const stops = new Set<() => Promise<void>>()
  return {
    async start(configure, port) {
      const { provider } = await chooseProvider('nginx', process.env[PROVIDER_VARIABLE] ?? 'auto')
      const progress = (line: string) => process.stderr.write(`${line}\n`)
      const nginx = await provider.start({ ledger, signal, progress, configure, port, forwardStderr: true })
      let told = false
      const ended = nginx.ended.then((end) => {
        stops.delete(stop)
        if (!told) lost({ role: PROXY_ROLE, pid: nginx.pid, how: howEnded(end) })
        return end
      })
      ended.catch(() => {})
      const stop = async () => {
        // One that is gone already has ended by itself, even if the news of it is still on the way.
        if (lookUp(nginx.pid)) told = true
        await nginx.stop()
        await ended
      }
      stops.add(stop)
      return { ...nginx, ended, stop }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...stops].map((stop) => stop()))
    },
  }
}
