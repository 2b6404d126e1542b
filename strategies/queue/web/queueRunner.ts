import type { ChartKey } from '../../app/protocol/chart.ts'
import { ProtocolError } from '../../app/protocol/codes.ts'
import type { QueryProgress, QueryResult, QueryRunner } from '../../app/query/contract.ts'
import { readNews } from '../outcome.ts'
import { Asked } from './asked.ts'
import { Due } from './due.ts'
import { Link } from './link.ts'
import { Rhythm } from './rhythm.ts'
import { Sender } from './sender.ts'
import { Wait } from './wait.ts'

/** How long users wait for a database that is away before they are told. */
const PATIENCE_MS = 5_000
/** A notification that was lost is made up for by a look at the tables this often. */
const LOOK_EVERY_MS = 3_000
/** A job that has not been taken within this waits, and its user is told the position. */
const POSITION_AFTER_MS = 100
const POSITIONS_EVERY_MS = 1_000
/** For cancelling everything at the end; a worker that is frozen may keep it from being confirmed. */
const STOP_MS = 2_000

export interface QueueRunnerOptions {
  readonly url: string
  readonly application: string
  readonly schema: string
  /** Names this process, its rows and its channel; no other has had it in this schema. */
  readonly web: string
}

/**
 * Runs queries by asking for them in a queue. It knows who waits and decides what is due; a `Sender` exchanges
 * that with the tables. Whatever it misses, because a connection or Postgres was lost, it finds out from the
 * tables once it is connected again.
 */
export class QueueRunner implements QueryRunner {
  readonly #link: Link
  readonly #sender: Sender
  readonly #waits = new Map<number, Wait>()
  readonly #due = new Due()
  #numbers = 0
  #awaySinceMs = performance.now()
  readonly #positions = new Rhythm({
    act: () => {
      this.#due.positions = this.usage().waiting > 0
      this.#sender.pump()
    },
    afterMs: POSITION_AFTER_MS,
    everyMs: POSITIONS_EVERY_MS,
  })
  readonly #look: NodeJS.Timeout
  #lastAskedUs = 0
  #stopping: Promise<void> | undefined
  #allSettled: (() => void) | undefined

  constructor(options: QueueRunnerOptions) {
    this.#link = new Link(
      { ...options, channel: options.web },
      {
        connected: () => this.#connected(),
        lost: () => this.#lost(),
        refused: () => this.#tellWhoHasWaitedLong(),
        notified: (payload) => this.#notified(payload),
      },
    )
    this.#sender = new Sender({
      asked: new Asked(options.schema, options.web),
      link: this.#link,
      waits: this.#waits,
      due: this.#due,
      orderChanged: () => this.#positions.changed(),
    })
    this.#look = setInterval(() => this.#lookAgain(), LOOK_EVERY_MS).unref()
    this.#link.open()
  }

  usage(): { inUse: number; waiting: number } {
    let inUse = 0
    for (const wait of this.#waits.values()) if (wait.isRunning) inUse++
    return { inUse, waiting: this.#waits.size - inUse }
  }

  run(key: ChartKey, waitMs: number, progress: QueryProgress): Promise<QueryResult> {
    if (this.#stopping) return Promise.reject(new ProtocolError('GOING_AWAY'))
    // Strictly increasing, since it is the order in which the jobs are taken.
    this.#lastAskedUs = Math.max(this.#lastAskedUs + 1, Date.now() * 1_000)
    const question = { number: ++this.#numbers, key, waitMs, askedUs: this.#lastAskedUs }
    const wait = new Wait(question, progress, () => this.#forget(wait))
    this.#waits.set(wait.number, wait)
    progress.signal.addEventListener('abort', () => this.#giveUp(wait), { once: true })
    this.#due.insert.add(wait.number)
    this.#sender.pump()
    return wait.promise
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  async #stop(): Promise<void> {
    clearInterval(this.#look)
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#allSettled = resolve
    for (const wait of [...this.#waits.values()]) this.#giveUp(wait)
    if (this.#waits.size === 0) resolve()
    const timer = setTimeout(resolve, STOP_MS)
    await promise
    clearTimeout(timer)
    this.#positions.stop()
    this.#sender.stop()
    await this.#link.stop()
    for (const wait of this.#waits.values()) wait.fail(new ProtocolError('GOING_AWAY'))
  }

  #forget(wait: Wait): void {
    this.#waits.delete(wait.number)
    this.#due.forget(wait.number)
    if (this.#waits.size === 0) this.#allSettled?.()
  }

  /** What was never asked is simply forgotten, and what cannot be cancelled now is found when it can be. */
  #giveUp(wait: Wait): void {
    if (!this.#waits.has(wait.number)) return
    wait.isGivenUp = true
    if (!this.#link.client || this.#due.insert.has(wait.number)) {
      wait.fail(new ProtocolError('CANCELLED'))
    } else {
      this.#due.giveUp.add(wait.number)
      this.#sender.pump()
    }
  }

  #connected(): void {
    this.#due.all = true
    this.#due.others = true
    this.#sender.pump()
  }

  #lost(): void {
    this.#awaySinceMs = performance.now()
    this.#due.clear()
    for (const wait of [...this.#waits.values()]) {
      if (wait.isGivenUp) wait.fail(new ProtocolError('CANCELLED'))
    }
  }

  /** While the database is away: who has waited for it long enough is told. */
  #tellWhoHasWaitedLong(): void {
    const now = performance.now()
    for (const wait of [...this.#waits.values()]) {
      if (now - Math.max(this.#awaySinceMs, wait.sinceMs) < PATIENCE_MS) continue
      wait.fail(new ProtocolError(wait.runs > 0 ? 'DATABASE_LOST' : 'DATABASE_DOWN'))
    }
  }

  #notified(payload: string): void {
    const news = readNews(payload)
    const wait = news && this.#waits.get(news.number)
    if (!wait) return
    if (news.is === 'running') {
      wait.started(news.runs)
      this.#positions.changed()
    } else {
      this.#due.fetch.add(news.number)
      this.#sender.pump()
    }
  }

  #lookAgain(): void {
    if (this.#waits.size === 0) return
    this.#due.started = true
    this.#sender.pump()
  }
}
