import { createInterface } from 'node:readline'
import type { Settings } from '../../strategies/app/settings.ts'
import type { FaultKind, ProcessInfo } from '../../strategies/contract.ts'
import { BenchError, exitCodes } from '../errors.ts'
import type { Ledger } from '../lifecycle/ledger.ts'
import { startChild } from './childProcess.ts'
import type { Isolation } from './isolation/contract.ts'
import { OutOfMemory } from './isolation/outOfMemory.ts'
import type { SharedFolder } from './isolation/start.ts'
import { type FromTarget, fromTargetSchema, type Ready, TARGET_PROTOCOL, type ToTarget } from './messages.ts'
import type { TargetContainer, TargetProcess } from './process.ts'
import type { LostProcess } from './serverProcess.ts'
import type { StrategyReference } from './strategyReference.ts'

const START_TIMEOUT_MS = 30_000
/** Beyond the strategy's own `stopMs`: the supervisor's share and that of its children's last signal. */
const STOP_GRACE_MS = 3_000

/** A running strategy, as the harness holds it. */
export interface Target extends AsyncDisposable {
  readonly pid: number
  readonly ready: Ready
  /** The processes there are now. */
  processes(): readonly ProcessInfo[]
  /** Injects a fault; rejects where the strategy does not declare it. */
  fault(kind: FaultKind, role: string, index?: number): Promise<void>
  /** Resolves when the target, or a process of it, has ended without having been told to, with what it did. */
  readonly died: Promise<string>
  /** The same, as far as it is known; all that happened before a `stop` is known after it. */
  death(): string | undefined
  /** What runs it, where it is isolated. */
  readonly container: TargetContainer | undefined
  /** Asks for an orderly end and waits for it; kills what does not end in time. Idempotent. */
  stop(): Promise<void>
}

export interface TargetOptions {
  readonly reference: Pick<StrategyReference, 'name' | 'command' | 'folder'>
  /** They may become known while the target loads its code. */
  readonly settings: Settings | Promise<Settings>
  readonly ledger: Ledger
  readonly signal: AbortSignal
  /** Everything that the target and its processes print. */
  readonly logFile?: string
  /** Given where the target is to outlive its processes: their deaths are told here and are not its own. */
  readonly watch?: TargetWatch
  /** Given where it is to run in a container. */
  readonly isolation?: IsolatedPlace | undefined
}

/** In what a target is isolated, and which folders of this machine it sees in there. */
export interface IsolatedPlace {
  readonly isolation: Isolation
  readonly folders: readonly SharedFolder[]
}

/** Who looks after the processes of a target, which go on to our own stderr too. */
export interface TargetWatch {
  /** One has ended that nobody had told to; the strategy replaces it. */
  lost(process: LostProcess): void
  /** There are others now than before. */
  changed(processes: readonly ProcessInfo[]): void
}

/** Starts a target and resolves once it accepts users. Rejects with TARGET_START where it does not. */
export async function startTarget(options: TargetOptions): Promise<Target> {
  const { reference, signal } = options
  signal.throwIfAborted()
  const child = await startProcess(options)
  const link = new TargetLink(child, options.watch)
  let stopMs = 0
  const stop = () => link.stop(stopMs + STOP_GRACE_MS)
  try {
    const settings = await options.settings
    stopMs = settings.stopMs
    link.send({ type: 'settings', protocol: TARGET_PROTOCOL, settings })
    const ready = await link.ready(reference.name, signal)
    return {
      // In a container it is known only once it runs.
      pid: child.pid,
      ready,
      processes: () => link.processes,
      fault: (kind, role, index = 0) => link.fault(kind, role, index),
      died: link.died,
      death: () => link.death,
      container: child.container,
      stop,
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    await stop()
    signal.throwIfAborted()
    const want = child.container?.wantOfMemory()
    throw want && options.isolation ? new OutOfMemory(want, options.isolation.isolation.limits, error) : error
  }
}

async function startProcess(options: TargetOptions): Promise<TargetProcess> {
  const { reference, ledger, signal, logFile, isolation } = options
  const forwardStderr = options.watch !== undefined
  if (!isolation) return startChild({ command: reference.command, ledger, logFile, forwardStderr })
  // Loaded here, since most runs have none.
  const { startIsolated } = await import('./isolation/start.ts')
  return startIsolated({ ...isolation, reference, ledger, signal, logFile, forwardStderr })
}

/** The harness's end of one target's stdin and stdout. */
class TargetLink {
  readonly #child: TargetProcess
  readonly #processes: TargetWatch | undefined
  readonly #waiting = new Map<number, { resolve: () => void; reject: (error: Error) => void }>()
  readonly #ready = Promise.withResolvers<Ready>()
  readonly #died = Promise.withResolvers<string>()
  #faults = 0
  #stopping: Promise<void> | undefined
  readonly #watch: ReturnType<TargetProcess['watch']>
  processes: readonly ProcessInfo[] = []
  /** How it, or the first of its processes, died. */
  death: string | undefined

  constructor(child: TargetProcess, processes: TargetWatch | undefined) {
    this.#child = child
    this.#processes = processes
    this.#watch = child.watch((how) => this.#dies(`the target ${how}`))
    // Whoever awaits it sees the rejection; a target that fails after it was ready is `died`.
    this.#ready.promise.catch(() => {})
    createInterface({ input: child.stdout }).on('line', (line) => this.#receive(line))
    child.ended.then((how) => this.#ended(how))
  }

  get died(): Promise<string> {
    return this.#died.promise
  }

  send(message: ToTarget): void {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`)
  }

  async ready(name: string, signal: AbortSignal): Promise<Ready> {
    const late = AbortSignal.timeout(START_TIMEOUT_MS)
    const gaveUp = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      late.addEventListener('abort', () =>
        reject(new Error(`it was not ready within ${START_TIMEOUT_MS / 1_000} s`)),
      )
    })
    try {
      return await Promise.race([this.#ready.promise, gaveUp])
    } catch (error) {
      if (signal.aborted) throw signal.reason
      throw new BenchError('TARGET_START', `${name} did not start: ${(error as Error).message}`, {
        exitCode: exitCodes.failed,
        output: this.#child.tail(),
      })
    }
  }

  fault(kind: FaultKind, role: string, index: number): Promise<void> {
    const id = ++this.#faults
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#waiting.set(id, { resolve, reject })
    this.send({ type: 'fault', id, kind, role, index })
    return promise
  }

  stop(graceMs: number): Promise<void> {
    this.#stopping ??= (async () => {
      await this.#watch.telling()
      this.send({ type: 'stop' })
      this.#child.stdin.end()
      await this.#child.stop(graceMs)
    })()
    return this.#stopping
  }

  #receive(line: string): void {
    let message: FromTarget
    try {
      message = fromTargetSchema.parse(JSON.parse(line))
    } catch (error) {
      this.#ready.reject(
        new Error(`it sent what is not a message of the target protocol: ${line.slice(0, 200)}`, {
          cause: error,
        }),
      )
      return
    }
    switch (message.type) {
      case 'ready':
        this.processes = this.#child.ours(message.processes)
        this.#ready.resolve(message)
        break
      case 'processes':
        this.processes = this.#child.ours(message.processes)
        this.#processes?.changed(this.processes)
        break
      case 'lost':
        this.#child.container?.wantOfMemory()
        if (this.#processes) this.#processes.lost(this.#lost(message))
        else this.#dies(`its ${message.role} process ${message.how}`)
        break
      case 'fault': {
        const waiting = this.#waiting.get(message.id)
        this.#waiting.delete(message.id)
        if (message.ok) waiting?.resolve()
        else waiting?.reject(new Error(message.message ?? 'the fault was refused'))
        break
      }
      case 'failed':
        this.#ready.reject(new Error(message.message))
        break
      case 'stopped':
        break
    }
  }

  #lost({ role, pid, how }: Extract<FromTarget, { type: 'lost' }>): LostProcess {
    return { role, pid: pid === undefined ? undefined : this.#child.ourPid(pid), how }
  }

  #ended(how: string): void {
    this.#ready.reject(new Error(`it ${how}`))
    for (const { reject } of this.#waiting.values()) reject(new Error(`the target ${how}`))
    this.#waiting.clear()
  }

  #dies(how: string): void {
    this.death ??= how
    this.#died.resolve(how)
  }
}
