import type { Address } from '../app/address.ts'
import type { ProcessInfo, RunningStrategy, ServerProcess, StrategyContext } from '../contract.ts'
import { nginxConfiguration } from '../parts/nginx/configuration.ts'
import { KeptProxy } from '../parts/nginx/keptProxy.ts'
import { type Worker, WorkerRegistry } from '../parts/workers/registry.ts'

interface PoolWorker extends Worker {
  readonly address: Address
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
  #proxy: KeptProxy | undefined
  #stopping: Promise<void> | undefined

  /** Starts the workers, all at the same time, and then the proxy. Where something fails, ends what there is. */
  static async start(context: StrategyContext, entry: URL): Promise<Pool> {
    const pool = new Pool(context, entry)
    await pool.#workers.start(context.slots)
    for (const worker of pool.#workers.all()) worker.state = 'live'
    try {
      pool.#proxy = await KeptProxy.start({
        proxies: context.proxy,
        port: context.settings.port,
        configure: (place) => nginxConfiguration(place, pool.#upstreams()),
        changed: () => context.processesChanged(),
        signal: pool.#signal,
      })
    } catch (error) {
      await pool.stop()
      throw error
    }
    return pool
  }

  private constructor(context: StrategyContext, entry: URL) {
    this.#context = context
    this.#signal = AbortSignal.any([context.signal, this.#end.signal])
    this.#workers = new WorkerRegistry<PoolWorker>({
      launch: (name, slots) => launch(context, entry, name, slots),
      arrived: (worker) => this.#welcome(worker),
      left: () => this.#forget(),
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

async function launch(
  context: StrategyContext,
  entry: URL,
  name: string,
  slots: number,
): Promise<PoolWorker> {
  const address = await context.address(name)
  const process = await context.spawn(entry, {
    role: 'worker',
    worker: name,
    slots: [slots],
    options: { ...address },
  })
  return {
    name,
    slots,
    address,
    process,
    ended: process.ended,
    stop: () => process.stop(),
    state: 'arriving',
  }
}
