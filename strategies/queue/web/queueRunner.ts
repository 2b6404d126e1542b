import type pg from 'pg'
import type { ChartKey } from '../../app/protocol/chart.ts'
import { ProtocolError } from '../../app/protocol/codes.ts'
import type { QueryProgress, QueryResult, QueryRunner } from '../../app/query/contract.ts'
import { readNews } from '../outcome.ts'
import { Asked } from './asked.ts'
import { Due } from './due.ts'
import { Link } from './link.ts'
import { Rhythm } from './rhythm.ts'
import { Wait } from './wait.ts'

/** How long users wait for a database that is away before they are told. */
const PATIENCE_MS = 5_000
/** A notification that was lost is made up for by a look at the tables this often. */
const LOOK_EVERY_MS = 3_000
/** A cancel that came to nothing, because the query had not reached the backend yet, is repeated after this. */
const CANCEL_AGAIN_MS = 100
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
 * Runs queries by asking for them in a queue. One client does all: what has gathered while its last
 * statement was under way goes into the next one. Whatever it misses, because a connection or Postgres was
 * lost, it finds out from the tables once it is connected again.
 */
export class QueueRunner implements QueryRunner {
  readonly #asked: Asked
  readonly #link: Link
  readonly #waits = new Map<number, Wait>()
  readonly #due = new Due()
  /** Results that have arrived and whose rows can go. */
  #arrived: number[] = []
  #pumping = false
  #numbers = 0
  #awaySinceMs = performance.now()
  readonly #positions = new Rhythm({
    act: () => {
      this.#due.positions = this.usage().waiting > 0
      this.#pump()
    },
    afterMs: POSITION_AFTER_MS,
    everyMs: POSITIONS_EVERY_MS,
  })
  #cancelTimer: NodeJS.Timeout | undefined
  readonly #look: NodeJS.Timeout
  #lastAskedUs = 0
  #stopping: Promise<void> | undefined
  #allSettled: (() => void) | undefined

  constructor(options: QueueRunnerOptions) {
    this.#asked = new Asked(options.schema, options.web)
    this.#link = new Link(
      { ...options, channel: options.web },
      {
        connected: () => this.#connected(),
        lost: () => this.#lost(),
        refused: () => this.#tellWhoHasWaitedLong(),
        notified: (payload) => this.#notified(payload),
      },
    )
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
    this.#pump()
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
    clearTimeout(this.#cancelTimer)
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
      this.#pump()
    }
  }

  #connected(): void {
    this.#due.all = true
    this.#due.others = true
    this.#pump()
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
      this.#pump()
    }
  }

  #lookAgain(): void {
    if (this.#waits.size === 0) return
    this.#due.started = true
    this.#pump()
  }

  /** Sends what is due, one statement after the other, until nothing is. */
  #pump(): void {
    const { client } = this.#link
    if (this.#pumping || !client) return
    this.#pumping = true
    this.#sendAll(client)
      .catch((error) => {
        if (this.#link.client !== client) return
        // Nothing that a statement could fail with is expected: all begins anew on another connection.
        console.error('the queue failed:', error)
        return this.#link.reset(client)
      })
      .finally(() => {
        this.#pumping = false
        if (this.#link.client !== client) this.#pump()
      })
  }

  async #sendAll(client: pg.Client): Promise<void> {
    const due = this.#due
    while (this.#link.client === client) {
      if (due.fetch.size > 0) await this.#fetch(client)
      else if (due.others) await this.#removeOthers(client)
      else if (due.all || due.started) await this.#compare(client)
      else if (due.insert.size > 0) await this.#insert(client)
      else if (due.giveUp.size > 0) await this.#takeBack(client)
      else if (due.positions) await this.#tellPositions(client)
      else if (this.#arrived.length > 0) await this.#fetch(client)
      else return
    }
  }

  async #fetch(client: pg.Client): Promise<void> {
    const numbers = this.#due.takeFetch()
    const answers = await this.#asked.fetch(client, numbers, this.#arrived)
    this.#arrived = answers.map(({ number }) => number)
    for (const { number, runs, outcome } of answers) this.#waits.get(number)?.settle(runs, outcome)
  }

  async #insert(client: pg.Client): Promise<void> {
    const questions = this.#due.takeInsert().map((number) => this.#waits.get(number)!.question)
    await this.#asked.insert(client, questions)
    this.#positions.changed()
  }

  /** Nobody waits any more for what an earlier web process has asked. */
  async #removeOthers(client: pg.Client): Promise<void> {
    this.#due.others = false
    const running = await this.#asked.giveUp(client, 'others')
    if (running.length > 0) this.#later(() => (this.#due.others = true))
  }

  async #takeBack(client: pg.Client): Promise<void> {
    const numbers = this.#due.takeGiveUp()
    const running = new Set(await this.#asked.giveUp(client, numbers))
    for (const number of numbers) {
      if (!running.has(number)) this.#waits.get(number)?.fail(new ProtocolError('CANCELLED'))
    }
    if (running.size > 0) this.#later(() => this.#due.addGiveUp(running))
    this.#positions.changed()
  }

  #later(add: () => void): void {
    this.#cancelTimer = setTimeout(() => {
      add()
      this.#pump()
    }, CANCEL_AGAIN_MS)
  }

  /** Finds what notifications did not tell; after a loss also what is not in the table, or should not be. */
  async #compare(client: pg.Client): Promise<void> {
    const { all } = this.#due
    this.#due.all = false
    this.#due.started = false
    const standings = await this.#asked.standings(client, all)
    for (const { number, runs, done } of standings) {
      const wait = this.#waits.get(number)
      if (!wait) this.#due.giveUp.add(number)
      else if (done) this.#due.fetch.add(number)
      else wait.started(runs)
    }
    if (!all) return
    const there = new Set(standings.map(({ number }) => number))
    for (const number of this.#waits.keys()) if (!there.has(number)) this.#due.insert.add(number)
    this.#positions.changed()
  }

  async #tellPositions(client: pg.Client): Promise<void> {
    this.#due.positions = false
    const positions = await this.#asked.positions(client)
    for (const { number, position } of positions) this.#waits.get(number)?.waitsAt(position)
  }
}
