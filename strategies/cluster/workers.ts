import cluster, { type Worker } from 'node:cluster'
import type { Socket } from 'node:net'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Settings } from '../app/settings.ts'
import type { ProcessInfo } from '../contract.ts'
import { mostRoom, type WorkerLoad } from '../parts/workers/balance.ts'
import type { ProcessNews } from '../parts/workers/entry.ts'
import type { RequestTarget } from '../parts/workers/requestHead.ts'
import type { FromWorker, ToWorker } from './messages.ts'

const REPLACE_AGAIN_MS = 500

/** A connection that has been handed to a worker which has not reported it yet. */
interface Handed {
  /** Our end stays open until then: where the worker ends first, nobody else would close it. */
  readonly socket: Socket
  /** Sessions that it will create. */
  readonly sessions: number
}

interface ClusterWorker extends WorkerLoad {
  readonly name: string
  readonly process: Worker
  readonly underWay: Map<number, Handed>
}

/** The workers of a cluster: started, known by name, replaced when they die, never under the same name. */
export class ClusterWorkers {
  readonly #settings: Settings
  readonly #suffix: string
  readonly #news: ProcessNews
  readonly #live = new Map<string, ClusterWorker>()
  #names = 0
  #connections = 0
  #stopping = false

  constructor(settings: Settings, suffix: string, news: ProcessNews) {
    this.#settings = settings
    this.#suffix = suffix
    this.#news = news
    cluster.setupPrimary({
      exec: fileURLToPath(new URL(`./worker${extname(import.meta.filename)}`, import.meta.url)),
      execArgv: process.execArgv,
      serialization: 'json',
    })
  }

  /** Starts one worker for each entry; resolves when all are ready. */
  async start(slots: readonly number[]): Promise<void> {
    await Promise.all(slots.map((count) => this.#add(count)))
  }

  processes(): ProcessInfo[] {
    return [...this.#live.values()].map(({ name, process, slots }) => ({
      role: 'worker',
      pid: process.process.pid!,
      worker: name,
      slots,
    }))
  }

  /** Hands a connection to the owner of its session, or to whoever has most room. */
  route(socket: Socket, target: RequestTarget, head: Buffer): void {
    const owner = target.worker === undefined ? undefined : this.#live.get(target.worker)
    const to = owner ?? mostRoom(this.#live.values())
    if (!to) return void socket.destroy()
    const gone = target.worker !== undefined && owner === undefined
    const id = ++this.#connections
    to.underWay.set(id, { socket, sessions: target.newSessions })
    to.load += target.newSessions
    const message: ToWorker = { type: 'connection', id, head: head.toString('latin1'), gone }
    to.process.send(message, socket, { keepOpen: true }, (error) => error && socket.destroy())
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(
      [...this.#live.values()].map(({ process }) => {
        const exited = new Promise((resolve) => process.once('exit', resolve))
        process.process.kill('SIGTERM')
        return exited
      }),
    )
  }

  #add(slots: number): Promise<void> {
    const name = `w${++this.#names}${this.#suffix}`
    const process = cluster.fork()
    const worker: ClusterWorker = { name, process, slots, load: 0, underWay: new Map() }
    const start: ToWorker = { type: 'start', settings: this.#settings, worker: name, slots }
    process.send(start)
    return new Promise((resolve, reject) => {
      process.on('message', (message: FromWorker) => {
        if (message.type === 'load') return takeReport(worker, message)
        this.#live.set(name, worker)
        this.#news.changed()
        resolve()
      })
      process.once('exit', (code, signal) => {
        for (const { socket } of worker.underWay.values()) socket.destroy()
        reject(new Error(`worker ${name} ended (${signal ?? code}) before it was ready`))
        if (!this.#live.delete(name) || this.#stopping) return
        this.#news.lost({
          role: 'worker',
          pid: process.process.pid!,
          how: signal ? `was ended by ${signal}` : `exited with code ${code}`,
        })
        this.#replace(slots)
      })
    })
  }

  #replace(slots: number): void {
    if (this.#stopping) return
    this.#news.changed()
    this.#add(slots).catch((error) => {
      console.error(error)
      setTimeout(() => this.#replace(slots), REPLACE_AGAIN_MS).unref()
    })
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
