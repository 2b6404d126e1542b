import cluster, { type Worker as ClusterProcess } from 'node:cluster'
import type { Socket } from 'node:net'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Settings } from '../app/settings.ts'
import type { ProcessInfo } from '../contract.ts'
import { mostRoom, type WorkerLoad } from '../parts/workers/balance.ts'
import type { ProcessNews } from '../parts/workers/entry.ts'
import { type Worker, WorkerRegistry } from '../parts/workers/registry.ts'
import type { RequestTarget } from '../parts/workers/requestHead.ts'
import type { FromWorker, ToWorker } from './messages.ts'

/** A connection that has been handed to a worker which has not reported it yet. */
interface Handed {
  /** Our end stays open until then: where the worker ends first, nobody else would close it. */
  readonly socket: Socket
  /** Sessions that it will create. */
  readonly sessions: number
}

interface ClusterWorker extends Worker, WorkerLoad {
  readonly process: ClusterProcess
  readonly underWay: Map<number, Handed>
  /** How it ended: "was ended by SIGKILL". */
  readonly ended: Promise<string>
}

/** The workers of a cluster, and which connection goes to which of them. */
export class ClusterWorkers {
  readonly #settings: Settings
  readonly #workers: WorkerRegistry<ClusterWorker>
  readonly #end = new AbortController()
  #connections = 0

  /** `suffix` ends the name of each worker. */
  constructor(settings: Settings, suffix: string, news: ProcessNews) {
    this.#settings = settings
    this.#workers = new WorkerRegistry<ClusterWorker>({
      launch: (name, slots) => this.#launch(name, slots),
      arrived: () => news.changed(),
      async left({ process, ended }) {
        news.lost({ role: 'worker', pid: process.process.pid!, how: await ended })
        news.changed()
      },
      signal: this.#end.signal,
      suffix,
    })
    cluster.setupPrimary({
      exec: fileURLToPath(new URL(`./worker${extname(import.meta.filename)}`, import.meta.url)),
      execArgv: process.execArgv,
      serialization: 'json',
    })
  }

  /** Starts one worker for each entry; resolves when all are ready. */
  start(slots: readonly number[]): Promise<void> {
    return this.#workers.start(slots)
  }

  processes(): ProcessInfo[] {
    return this.#workers.all().map(({ name, process, slots }) => ({
      role: 'worker',
      pid: process.process.pid!,
      worker: name,
      slots,
    }))
  }

  /** Hands a connection to the owner of its session, or to whoever has most room. */
  route(socket: Socket, target: RequestTarget, head: Buffer): void {
    const owner = target.worker === undefined ? undefined : this.#workers.get(target.worker)
    const to = owner ?? mostRoom(this.#workers.all())
    if (!to) return void socket.destroy()
    const gone = target.worker !== undefined && owner === undefined
    const id = ++this.#connections
    to.underWay.set(id, { socket, sessions: target.newSessions })
    to.load += target.newSessions
    const message: ToWorker = { type: 'connection', id, head: head.toString('latin1'), gone }
    to.process.send(message, socket, { keepOpen: true }, (error) => error && socket.destroy())
  }

  async stop(): Promise<void> {
    this.#end.abort()
    await this.#workers.stop()
  }

  async #launch(name: string, slots: number): Promise<ClusterWorker> {
    const process = cluster.fork()
    const underWay = new Map<number, Handed>()
    const ended = new Promise<string>((resolve) => {
      process.once('exit', (code, signal) => {
        for (const { socket } of underWay.values()) socket.destroy()
        resolve(signal ? `was ended by ${signal}` : `exited with code ${code}`)
      })
    })
    const stop = async () => {
      process.process.kill('SIGTERM')
      await ended
    }
    const worker: ClusterWorker = { name, slots, load: 0, process, underWay, ended, stop }
    const ready = new Promise<void>((resolve) => {
      process.on('message', (message: FromWorker) => {
        if (message.type === 'load') takeReport(worker, message)
        else resolve()
      })
    })
    const start: ToWorker = { type: 'start', settings: this.#settings, worker: name, slots }
    process.send(start)
    const failed = ended.then((how) => Promise.reject(new Error(`worker ${name} ${how} before it was ready`)))
    // Once it is ready its end is no failure to start.
    failed.catch(() => {})
    await Promise.race([ready, failed])
    return worker
  }
}

/** Its own count, and what has been handed to it that is not in this count yet. */
function takeReport(
  worker: ClusterWorker,
  { taken, load }: { taken: readonly number[]; load: number },
): void {
  for (const id of taken) {
    worker.underWay.get(id)?.socket.destroy()
    worker.underWay.delete(id)
  }
  worker.load = load
  for (const { sessions } of worker.underWay.values()) worker.load += sessions
}
