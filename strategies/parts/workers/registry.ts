import { Backoff } from './backoff.ts'
import { startAgain } from './startAgain.ts'

/** A worker process, however it was started. */
export interface Worker {
  readonly name: string
  readonly slots: number
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<unknown>
  /** Ends it in order; resolves when it has ended. Idempotent. */
  stop(): Promise<void>
}

export interface RegistryParts<W extends Worker> {
  /** Starts a worker of this name, which no other has had; resolves when it is ready. */
  launch(name: string, slots: number): Promise<W>
  /** A replacement is ready; the registry waits before it calls it replaced. */
  arrived?(worker: W): Promise<void> | void
  /** One has ended that nobody had removed; its replacement starts at the same time. */
  left(worker: W): Promise<void> | void
  /** After it nobody is replaced any more. */
  readonly signal: AbortSignal
  /** Ends every name: w1, w2 … by default. */
  readonly suffix?: string
  /** How the pauses of a line of workers grow. */
  readonly backoff?: () => Backoff
}

/** A worker's line, and how long its last one has served. */
interface Line {
  readonly backoff: Backoff
  readonly livedMs: number
}

/**
 * The workers of a topology. Who dies is replaced by one with as many slots and a new name: names are never
 * given twice, so that an old token never meets a new holder.
 */
export class WorkerRegistry<W extends Worker> {
  readonly #parts: RegistryParts<W>
  readonly #live = new Map<string, W>()
  readonly #replacing = new Set<Promise<void>>()
  #names = 0

  constructor(parts: RegistryParts<W>) {
    this.#parts = parts
  }

  /** Starts one worker for each entry, all at the same time. Where one fails, ends them all and rejects. */
  async start(slots: readonly number[]): Promise<void> {
    const launches = await Promise.allSettled(slots.map((count) => this.#launch(count)))
    const started = launches.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const failed = launches.find((one) => one.status === 'rejected')
    if (failed) {
      await Promise.all(started.map((worker) => worker.stop()))
      throw failed.reason
    }
    // In the order of their names, whoever was ready first.
    for (const worker of started) this.#add(worker, this.#backoff())
  }

  /** Those that are ready, the oldest first. */
  all(): W[] {
    return [...this.#live.values()]
  }

  get(name: string): W | undefined {
    return this.#live.get(name)
  }

  /** Takes one out without replacing it; false where it was not in. */
  remove(worker: W): boolean {
    return this.#live.delete(worker.name)
  }

  /** Begins to start a worker with so many slots, and does not give up; `line`: of whom it replaces. */
  replace(slots: number, line: Line = { backoff: this.#backoff(), livedMs: Infinity }): void {
    const again = { ...line, what: 'a worker', signal: this.#parts.signal }
    const replaced = startAgain(again, () => this.#launch(slots)).then(async (worker) => {
      if (!worker) return
      this.#add(worker, line.backoff)
      await this.#parts.arrived?.(worker)
    })
    this.#replacing.add(replaced)
    replaced.finally(() => this.#replacing.delete(replaced))
  }

  /** Ends them all, once `signal` is aborted. */
  async stop(): Promise<void> {
    const early = this.all()
    await Promise.all([...early.map((worker) => worker.stop()), ...this.#replacing])
    const late = this.all().filter((worker) => !early.includes(worker))
    await Promise.all(late.map((worker) => worker.stop()))
  }

  #launch(slots: number): Promise<W> {
    return this.#parts.launch(`w${++this.#names}${this.#parts.suffix ?? ''}`, slots)
  }

  #backoff(): Backoff {
    return this.#parts.backoff?.() ?? new Backoff()
  }

  #add(worker: W, backoff: Backoff): void {
    this.#live.set(worker.name, worker)
    const sinceMs = performance.now()
    worker.ended.then(() => {
      if (this.#parts.signal.aborted || !this.remove(worker)) return
      this.#parts.left(worker)
      this.replace(worker.slots, { backoff, livedMs: performance.now() - sinceMs })
    })
  }
}
