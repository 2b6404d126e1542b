import type { ChartKey } from '../app/protocol/chart.ts'
import { ProtocolError } from '../app/protocol/codes.ts'
import type { QueryProgress, QueryRunner } from '../app/query/contract.ts'
import type { ChartContent, SessionWork, Workplace } from '../app/session/work.ts'
import { failedAnswer } from '../parts/blocking/caller.ts'
import type { SessionThread } from './thread.ts'
import type { Threads } from './threads.ts'

/**
 * Each session works in a thread of its own. The acceptor keeps the connections and lends one to a thread for
 * its query, so it knows who waits and can cancel, also for a thread that stands still.
 */
export function inThreads(threads: Threads, runner: QueryRunner): Workplace {
  return {
    begin: (key, waitMs) => new ThreadWork(threads, runner, key, waitMs),
    usage: () => runner.usage(),
    async stop() {
      await runner.stop()
      await threads.stop()
    },
  }
}

class ThreadWork implements SessionWork {
  readonly #threads: Threads
  readonly #runner: QueryRunner
  readonly #key: ChartKey
  readonly #waitMs: number
  readonly #answers = new Map<number, (above: number[]) => void>()
  #thread: SessionThread | undefined
  #asked = 0
  #idle = false
  #cancel: () => void = () => {}

  constructor(threads: Threads, runner: QueryRunner, key: ChartKey, waitMs: number) {
    this.#threads = threads
    this.#runner = runner
    this.#key = key
    this.#waitMs = waitMs
  }

  async chart(progress: QueryProgress): Promise<ChartContent> {
    const thread = this.#threads.take()
    this.#thread = thread
    const { promise, resolve, reject } = Promise.withResolvers<ChartContent>()
    this.#cancel = () => reject(new ProtocolError('CANCELLED'))
    thread.user = {
      message: (message) => {
        if (message.type === 'chart') resolve(message.chart)
        else if (message.type === 'patch') this.#answer(message.id, message.above)
        else if (message.type === 'failed') reject(new ProtocolError(message.code, message.message))
      },
      query: (request) => {
        this.#runner.run(request.key, request.waitMs, progress).then(
          (result) => thread.answer({ ok: true, result }),
          (error) => thread.answer(failedAnswer(error)),
        )
      },
      lost: (error) =>
        reject(new ProtocolError('SERVER_FAULT', 'the thread of the session was lost', { cause: error })),
    }
    try {
      // An end while the thread still starts settles `promise` first.
      await Promise.race([thread.ready, promise])
      thread.post({ type: 'begin', key: this.#key, waitMs: this.#waitMs })
      return await promise
    } finally {
      this.#idle = true
    }
  }

  interact(level: number): Promise<number[]> {
    const id = ++this.#asked
    const { promise, resolve } = Promise.withResolvers<number[]>()
    this.#answers.set(id, resolve)
    this.#thread?.post({ type: 'interact', id, level })
    return promise
  }

  end(): void {
    const thread = this.#thread
    this.#thread = undefined
    if (!thread) return
    if (this.#idle) {
      this.#threads.giveBack(thread)
    } else {
      this.#threads.end(thread)
      this.#cancel()
    }
  }

  #answer(id: number, above: number[]): void {
    this.#answers.get(id)?.(above)
    this.#answers.delete(id)
  }
}
