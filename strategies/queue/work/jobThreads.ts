import { extname } from 'node:path'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { ProtocolError } from '../../app/protocol/codes.ts'
import type { QueryResult } from '../../app/query/contract.ts'
import {
  answerBlocked,
  type BlockingAnswer,
  type BlockingRequest,
  failedAnswer,
} from '../../parts/blocking/caller.ts'
import type { Ask, Way } from './way.ts'

const entry = new URL(`./jobThread${extname(import.meta.filename)}`, import.meta.url)

/** A fixed number of threads, each of which stands still in its job's query, which this loop sends for it. */
export class JobThreads implements Way {
  /** Resolves when all have started. The first jobs need not wait for it, only for one thread. */
  readonly ready: Promise<void>
  readonly #all: JobThread[] = []
  readonly #idle: JobThread[] = []
  readonly #waiting: ((thread: JobThread) => void)[] = []

  constructor(count: number) {
    this.ready = this.#start(count)
  }

  async run(request: BlockingRequest, ask: Ask): Promise<QueryResult> {
    const thread = this.#idle.pop() ?? (await new Promise<JobThread>((take) => this.#waiting.push(take)))
    try {
      return await thread.run(request, ask)
    } finally {
      this.#isIdle(thread)
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all.map((thread) => thread.stop()))
  }

  /** The first goes ahead: on a machine's first start it leaves the compiled code for the others. */
  async #start(count: number): Promise<void> {
    await this.#add()
    await Promise.all(Array.from({ length: count - 1 }, () => this.#add()))
  }

  async #add(): Promise<void> {
    const thread = new JobThread()
    this.#all.push(thread)
    await thread.ready
    this.#isIdle(thread)
  }

  #isIdle(thread: JobThread): void {
    const take = this.#waiting.shift()
    if (take) take(thread)
    else this.#idle.push(thread)
  }
}

class JobThread {
  readonly ready: Promise<void>
  readonly #thread: Worker
  readonly #port: MessagePort
  readonly #flag = new Int32Array(new SharedArrayBuffer(4))
  #ask: Ask = () => Promise.reject(new ProtocolError('SERVER_FAULT'))
  #answer: (answer: BlockingAnswer) => void = () => {}

  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    this.#thread = new Worker(entry, {
      workerData: { port: port2, flag: this.#flag },
      transferList: [port2],
    })
    this.ready = new Promise((resolve, reject) => {
      this.#thread.once('message', () => resolve())
      this.#thread.once('error', reject)
    })
    port1.on('message', () => this.#send())
    this.#thread.on(
      'message',
      (message: BlockingAnswer | 'ready') => message !== 'ready' && this.#answer(message),
    )
    this.#thread.on('error', (error) => this.#answer(failedAnswer(error)))
  }

  async run(request: BlockingRequest, ask: Ask): Promise<QueryResult> {
    this.#ask = ask
    const answer = await new Promise<BlockingAnswer>((resolve) => {
      this.#answer = resolve
      this.#thread.postMessage(request)
    })
    if (!answer.ok) throw new ProtocolError(answer.code, answer.message)
    return answer.result
  }

  /** Also while it stands still. */
  async stop(): Promise<void> {
    this.#port.close()
    await this.#thread.terminate()
  }

  #send(): void {
    this.#ask().then(
      (result) => answerBlocked(this.#port, this.#flag, { ok: true, result }),
      (error) => answerBlocked(this.#port, this.#flag, failedAnswer(error)),
    )
  }
}
