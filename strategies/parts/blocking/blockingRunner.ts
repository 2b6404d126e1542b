import { extname } from 'node:path'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { ChartKey } from '../../app/protocol/chart.ts'
import type { QueryProgress, QueryResult, QueryRunner } from '../../app/query/contract.ts'
import { blockingQuery } from './caller.ts'

/** Runs each slow query by stopping this very loop until the result is there. */
export class BlockingRunner implements QueryRunner {
  readonly #thread: Worker
  readonly #port: MessagePort
  readonly #flag: Int32Array
  #inUse = 0

  private constructor(thread: Worker, port: MessagePort, flag: Int32Array) {
    this.#thread = thread
    this.#port = port
    this.#flag = flag
  }

  /** Starts the thread that holds the connection. */
  static async start(options: { url: string; application: string }): Promise<BlockingRunner> {
    const { port1, port2 } = new MessageChannel()
    const flag = new Int32Array(new SharedArrayBuffer(4))
    const entry = new URL(`./queryThread${extname(import.meta.filename)}`, import.meta.url)
    const thread = new Worker(entry, { workerData: { port: port2, flag, ...options }, transferList: [port2] })
    await new Promise<void>((resolve, reject) => {
      thread.once('message', () => resolve())
      thread.once('error', reject)
    })
    port1.unref()
    return new BlockingRunner(thread, port1, flag)
  }

  /** Blocks. Whatever waits for this loop, other users' sockets and timers too, waits with it. */
  async run(key: ChartKey, waitMs: number, progress: QueryProgress): Promise<QueryResult> {
    progress.running()
    this.#inUse = 1
    try {
      return blockingQuery(this.#port, this.#flag, { key, waitMs })
    } finally {
      this.#inUse = 0
    }
  }

  usage(): { inUse: number; waiting: number } {
    return { inUse: this.#inUse, waiting: 0 }
  }

  async stop(): Promise<void> {
    const exited = new Promise((resolve) => this.#thread.once('exit', resolve))
    this.#thread.postMessage('stop')
    await exited
  }
}
