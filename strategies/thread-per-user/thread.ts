import { extname } from 'node:path'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { QueryMode } from '../app/settings.ts'
import { answerBlocked, type BlockingAnswer, type BlockingRequest } from '../parts/blocking/caller.ts'
import type { FromSession, ToSession } from './messages.ts'

/** Who a thread works for. */
export interface ThreadUser {
  message(message: FromSession): void
  /** It wants its query run; to be answered by `answer`. */
  query(request: BlockingRequest): void
  /** It is gone, by a fault of its own. */
  lost(error: Error): void
}

const entry = new URL(`./sessionThread${extname(import.meta.filename)}`, import.meta.url)

/** What one thread may use: a session needs little, and one that grows must not take the others along. */
const resourceLimits = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4, stackSizeMb: 1 }

/** The acceptor's end of one session thread. It works for one user at a time. */
export class SessionThread {
  readonly #worker: Worker
  readonly #port: MessagePort
  readonly #flag: Int32Array
  /** Resolves when it can take a session; rejects where it does not start. */
  readonly ready: Promise<void>
  #user: ThreadUser | undefined
  #lost: Error | undefined

  constructor(mode: QueryMode) {
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    this.#flag = new Int32Array(new SharedArrayBuffer(4))
    this.#worker = new Worker(entry, {
      workerData: { port: port2, flag: this.#flag, mode },
      transferList: [port2],
      resourceLimits,
    })
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.ready = promise
    // Whoever takes the thread hears of it.
    promise.catch(() => {})
    this.#worker.on('message', (message: FromSession) => {
      if (message.type === 'ready') resolve()
      else this.#user?.message(message)
    })
    this.#port.on('message', (request: BlockingRequest) => this.#user?.query(request))
    const lost = (error: Error) => {
      this.#lost ??= error
      reject(error)
      this.#user?.lost(error)
    }
    this.#worker.on('error', lost)
    this.#worker.on('exit', () => lost(new Error('the thread of the session has ended')))
  }

  /** From now on it works for `user`, or for nobody. */
  set user(user: ThreadUser | undefined) {
    this.#user = user
  }

  get usable(): boolean {
    return this.#lost === undefined
  }

  post(message: ToSession): void {
    this.#worker.postMessage(message)
  }

  answer(answer: BlockingAnswer): void {
    answerBlocked(this.#port, this.#flag, answer)
  }

  /** Ends it, whatever it does, within milliseconds also where it stands still. */
  async end(): Promise<void> {
    this.#user = undefined
    this.#port.close()
    await this.#worker.terminate()
  }
}
