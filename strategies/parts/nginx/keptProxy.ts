import { setTimeout } from 'node:timers/promises'
import type { ConfigureProxy, ProxyStarter, RunningProxy } from '../../contract.ts'
import { Backoff } from '../workers/backoff.ts'
import { startAgain } from '../workers/startAgain.ts'

/** What dies while it reloads says so a little later than the reload fails. */
const ENDS_WITHIN_MS = 1_000

export interface KeptProxyParts {
  readonly proxies: ProxyStarter
  /** TCP; 0: one that is free. */
  readonly port: number
  /** Writes the configuration of this moment. */
  readonly configure: ConfigureProxy
  /** Called when it has died, and when it is there again. */
  changed(): void
  /** After it the proxy is not started again. */
  readonly signal: AbortSignal
}

/** A reverse proxy that follows what `configure` writes, and is started again on its port when it dies. */
export class KeptProxy {
  readonly url: string
  readonly #parts: KeptProxyParts
  /** Undefined once it is not to be started again. */
  #proxy: Promise<RunningProxy | undefined>
  #pid: number | undefined
  #next: Promise<void> | undefined
  #last: Promise<void> = Promise.resolve()
  readonly #backoff = new Backoff()

  /** Resolves once it answers; rejects where it does not start. */
  static async start(parts: KeptProxyParts): Promise<KeptProxy> {
    return new KeptProxy(parts, await parts.proxies.start(parts.configure, parts.port))
  }

  private constructor(parts: KeptProxyParts, proxy: RunningProxy) {
    this.#parts = parts
    this.url = proxy.url
    this.#proxy = Promise.resolve(proxy)
    this.#keep(proxy)
  }

  /** Of the master process; undefined while there is none. */
  get pid(): number | undefined {
    return this.#pid
  }

  /**
   * Brings into effect what `configure` writes; resolves when it is. One change at a time: calls that come
   * while one is carried out are carried out together after it. Rejects where nginx refuses.
   */
  update(): Promise<void> {
    this.#next ??= this.#last.then(() => {
      this.#next = undefined
      return this.#apply()
    })
    const next = this.#next
    this.#last = next.catch(() => {})
    return next
  }

  /** Reads the same configuration again; resolves when no process accepts connections under the old one. */
  async reload(): Promise<void> {
    await (await this.#proxy)?.reload()
  }

  /** Ends it, once `signal` is aborted. */
  async stop(): Promise<void> {
    await (await this.#proxy)?.stop()
  }

  async #apply(): Promise<void> {
    for (;;) {
      const proxy = await this.#proxy
      if (!proxy) return
      try {
        return await proxy.apply(this.#parts.configure)
      } catch (error) {
        const gone = proxy.gone.then(() => true)
        if (!(await Promise.race([gone, setTimeout(ENDS_WITHIN_MS, false)]))) throw error
        // Its successor starts with the newest configuration.
      }
    }
  }

  #keep(proxy: RunningProxy): void {
    this.#pid = proxy.pid
    const sinceMs = performance.now()
    proxy.gone.then(() => {
      this.#pid = undefined
      this.#proxy = this.#replace(proxy.port, performance.now() - sinceMs)
    })
  }

  async #replace(port: number, livedMs: number): Promise<RunningProxy | undefined> {
    const { proxies, configure, changed, signal } = this.#parts
    if (!signal.aborted) changed()
    const proxy = await startAgain({ what: 'the proxy', backoff: this.#backoff, livedMs, signal }, () =>
      proxies.start(configure, port),
    )
    if (!proxy) return undefined
    this.#keep(proxy)
    changed()
    return proxy
  }
}
