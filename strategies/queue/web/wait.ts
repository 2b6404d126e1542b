import { ProtocolError } from '../../app/protocol/codes.ts'
import type { QueryProgress, QueryResult } from '../../app/query/contract.ts'
import type { Outcome } from '../outcome.ts'
import type { Question } from './asked.ts'

/** Somebody's wait for a chart that has been asked for. It ends once, with `settle` or `fail`. */
export class Wait {
  readonly promise: Promise<QueryResult>
  readonly sinceMs = performance.now()
  isGivenUp = false
  #isRunning = false
  #runs = 0
  #position: number | undefined
  readonly #asked: Omit<Question, 'runs'>
  readonly #progress: QueryProgress
  readonly #settled = Promise.withResolvers<QueryResult>()
  readonly #over: () => void

  /** `over` is called when it ends, before anybody hears of it. */
  constructor(asked: Omit<Question, 'runs'>, progress: QueryProgress, over: () => void) {
    this.#asked = asked
    this.#progress = progress
    this.#over = over
    this.promise = this.#settled.promise
  }

  get number(): number {
    return this.#asked.number
  }

  get question(): Question {
    return { ...this.#asked, runs: this.#runs }
  }

  get isRunning(): boolean {
    return this.#isRunning
  }

  /** How often its query has been started, as far as that is known. */
  get runs(): number {
    return this.#runs
  }

  /** Its query runs, for the `runs`th time. */
  started(runs: number): void {
    if (runs <= this.#runs) return
    this.#isRunning = true
    this.#position = undefined
    while (this.#runs < runs) {
      this.#runs++
      this.#progress.running()
    }
  }

  /** So many come before it: it waits, be it again, because whoever ran its query has died. */
  waitsAt(position: number): void {
    this.#isRunning = false
    if (position !== this.#position) this.#progress.queued(position)
    this.#position = position
  }

  /** The outcome is there. */
  settle(runs: number, json: string): void {
    const outcome = JSON.parse(json) as Outcome
    this.started(runs)
    if (outcome.ok) {
      this.#over()
      this.#settled.resolve({ ...outcome.result, queries: runs })
    } else {
      this.fail(new ProtocolError(outcome.code, outcome.message))
    }
  }

  fail(error: ProtocolError): void {
    this.#over()
    this.#settled.reject(error)
  }
}
