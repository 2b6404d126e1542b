import type { Address } from '../app/address.ts'
import type { ProcessInfo, RunningStrategy, ServerProcess, StrategyContext } from '../contract.ts'
import { nginxConfiguration } from '../parts/nginx/configuration.ts'
import { KeptProxy } from '../parts/nginx/keptProxy.ts'
import { type Worker, WorkerRegistry } from '../parts/workers/registry.ts'

/** A worker to be, and where it will listen. */
interface Place {
  readonly name: string
  readonly slots: number
  readonly address: Address
}

interface PoolWorker extends Worker, Place {
  readonly process: ServerProcess
  /** Where a worker stands: the proxy is about to know it, it gets new sessions, or none any more. */
  state: 'arriving' | 'live' | 'draining'
}

/** Workers, and the proxy in front of them that knows at any time which of them there are. */
export class Pool implements RunningStrategy {
  readonly #context: StrategyContext
  readonly #workers: WorkerRegistry<PoolWorker>
  readonly #end = new AbortController()
  readonly #signal: AbortSignal
  /** Of the workers that it starts with. */
  readonly #places = Promise.withResolvers<readonly Place[]>()
  #proxy: KeptProxy | undefined
  #stopping: Promise<void> | undefined

  /** Starts the workers and the proxy, all at the same time. Where something fails, ends what there is. */
  static async start(context: StrategyContext, entry: URL): Promise<Pool> {
    const pool = new Pool(context, entry)
    const workers = pool.#workers.start(context.slots)
    workers.catch((error) => pool.#places.reject(error))
    const [proxy, failed] = await Promise.allSettled([pool.#startProxy(), workers])
    if (proxy.status === 'fulfilled') pool.#proxy = proxy.value
    try {
      if (failed.status === 'rejected') throw failed.reason
      if (proxy.status === 'rejected') throw proxy.reason
      for (const worker of pool.#workers.all()) worker.state = 'live'
      await pool.#proxy?.update()
    } catch (error) {
      await pool.stop()
      throw error
    }
    return pool
  }

  private constructor(context: StrategyContext, entry: URL) {
    this.#context = context
    this.#signal = AbortSignal.any([context.signal, this.#end.signal])
    const first: Place[] = []
    this.#workers = new WorkerRegistry<PoolWorker>({
      launch: async (name, slots) => {
        const place = { name, slots, address: await context.address(name) }
        if (first.push(place) === context.slots.length) this.#places.resolve(first)
        return launch(context, entry, place)
      },
      arrived: (worker) => this.#welcome(worker),
      left: () => this.#forget(),
      signal: this.#signal,
    })
  }

  /** Where the first workers will listen is known before they do. */
  async #startProxy(): Promise<KeptProxy> {
    const places = await this.#places.promise
    const coming = places.map((place) => ({ ...place, draining: false }))
    return KeptProxy.start({
      proxies: this.#context.proxy,
      port: this.#context.settings.port,
      configure: (at) => nginxConfiguration(at, this.#proxy ? this.#upstreams() : coming),
      changed: () => this.#context.processesChanged(),
      signal: this.#signal,
    })
  }

  get url(): string {
    return this.#proxy!.url
  }

  processes(): ProcessInfo[] {
    const pid = this.#proxy?.pid
    const workers = this.#workers.all().filter(({ state }) => state !== 'arriving')
    return [
      ...(pid === undefined ? [] : [{ role: 'proxy', pid }]),
      ...workers.flatMap(({ process }) => process.processes()),
    ]
  }

  async order(kind: 'drain' | 'reload', { pid }: ProcessInfo): Promise<void> {
    if (kind === 'reload') return this.#proxy?.reload()
    const worker = this.#workers.all().find(({ process }) => process.pid === pid)
    if (worker) await this.#drain(worker)
  }

  /** The workers tell their users before the proxy cuts them off. */
  stop(): Promise<void> {
    this.#stopping ??= (async () => {
      this.#end.abort()
      await this.#workers.stop()
      await this.#proxy?.stop()
    })()
    return this.#stopping
  }

  #upstreams() {
    return this.#workers.all().map(({ name, address, slots, state }) => ({
      name,
      address,
      slots,
      draining: state === 'draining',
    }))
  }

  /** In two steps: who has a session reaches the worker until nobody waits in it any more. */
  async #drain(worker: PoolWorker): Promise<void> {
    worker.state = 'draining'
    await this.#proxy?.update()
    await worker.process.drain()
    const isReplaced = !this.#workers.remove(worker)
    await this.#proxy?.update()
    await worker.stop()
    if (isReplaced) return
    this.#context.processesChanged()
    // Not earlier: the connections that it may hold are those of the one that goes.
    this.#workers.replace(worker.slots)
  }

  async #welcome(worker: PoolWorker): Promise<void> {
    await this.#update()
    worker.state = 'live'
    this.#context.processesChanged()
  }

  #forget(): void {
    this.#context.processesChanged()
    void this.#update()
  }

  /** Nobody waits for the outcome, and the next change tries again. */
  async #update(): Promise<void> {
    try {
      await this.#proxy?.update()
    } catch (error) {
      if (!this.#signal.aborted) console.error('the proxy does not know of a change:', error)
    }
  }
}

async function launch(context: StrategyContext, entry: URL, place: Place): Promise<PoolWorker> {
  const { name, slots, address } = place
  const process = await context.spawn(entry, {
    role: 'worker',
    worker: name,
    slots: [slots],
    options: { ...address },
  })
  return { ...place, process, ended: process.ended, stop: () => process.stop(), state: 'arriving' }
}
