import type pg from 'pg'
import { ProtocolError } from '../../app/protocol/codes.ts'
import type { Asked } from './asked.ts'
import type { Due } from './due.ts'
import type { Link } from './link.ts'
import type { Wait } from './wait.ts'

/** A cancel that came to nothing, because the query had not reached the backend yet, is repeated after this. */
const CANCEL_AGAIN_MS = 100

/**
 * Exchanges what is due with the tables, and tells those who wait what came of it. One client does all: what has
 * gathered while its last statement was under way goes into the next one.
 */
export class Sender {
  readonly #asked: Asked
  readonly #link: Link
  readonly #waits: ReadonlyMap<number, Wait>
  readonly #due: Due
  readonly #orderChanged: () => void
  /** Results that have arrived and whose rows can go. */
  #arrived: number[] = []
  #pumping = false
  #cancelTimer: NodeJS.Timeout | undefined

  /** `waits` and `due` stay the caller's; `orderChanged` is called when positions in the queue may have changed. */
  constructor(parts: {
    asked: Asked
    link: Link
    waits: ReadonlyMap<number, Wait>
    due: Due
    orderChanged: () => void
  }) {
    this.#asked = parts.asked
    this.#link = parts.link
    this.#waits = parts.waits
    this.#due = parts.due
    this.#orderChanged = parts.orderChanged
  }

  /** Sends what is due, one statement after the other, until nothing is. */
  pump(): void {
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
        if (this.#link.client !== client) this.pump()
      })
  }

  /** Repeats no cancel any more. */
  stop(): void {
    clearTimeout(this.#cancelTimer)
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
    this.#orderChanged()
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
    this.#orderChanged()
  }

  #later(add: () => void): void {
    this.#cancelTimer = setTimeout(() => {
      add()
      this.pump()
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
    this.#orderChanged()
  }

  async #tellPositions(client: pg.Client): Promise<void> {
    this.#due.positions = false
    const positions = await this.#asked.positions(client)
    for (const { number, position } of positions) this.#waits.get(number)?.waitsAt(position)
  }
}
