import { nowUs } from '../../../strategies/app/clock.ts'
import { bucketsAbove, type ChartRow } from '../../../strategies/app/protocol/chart.ts'
import type { ServerMessages } from '../../../strategies/app/protocol/messages.ts'
import { type Appointment, appoint } from './appointment.ts'

/** One interaction that is on its way. */
interface Asked {
  readonly intended: number
  readonly sent: number
  readonly level: number
}

/** How one interaction ended; `at` is null where no answer came. Times in µs. */
export interface InteractionEnd {
  readonly n: number
  readonly intended: number
  readonly sent: number
  readonly at: number | null
  readonly ok: boolean
}

export interface InteractionOptions {
  /** null: until `leave`. */
  readonly count: number | null
  readonly thinkUs: number
  /** An answer is given up this long after the intended moment. */
  readonly timeoutUs: number
  send(n: number, level: number): void
  ended(end: InteractionEnd): void
  /** All have been sent and have ended. */
  over(): void
}

/**
 * Moves the slider at the intended moments: the k-th (from 1) comes k × thinkUs after the chart, whether or
 * not the one before was answered. A late answer therefore delays no question.
 */
export class Interactions {
  readonly #options: InteractionOptions
  readonly #chartUs: number
  readonly #rows: readonly ChartRow[]
  /** In the order of their intended moments. */
  readonly #asked = new Map<number, Asked>()
  #count: number | null
  #sent = 0
  /** Those up to this number have been given up: an answer to one of them is late, not wrong. */
  #givenUp = 0
  #next: Appointment | undefined
  #paused = false
  #over = false

  constructor(chartUs: number, rows: readonly ChartRow[], options: InteractionOptions) {
    this.#options = options
    this.#chartUs = chartUs
    this.#rows = rows
    this.#count = options.count
  }

  begin(): void {
    this.#arrange()
  }

  /** Takes an answer; false where nothing had been asked that it could answer. */
  answer(patch: ServerMessages['patch'], atUs: number): boolean {
    const asked = this.#asked.get(patch.n)
    if (!asked) return patch.n > 0 && patch.n <= this.#givenUp
    this.#asked.delete(patch.n)
    const ok = patch.level === asked.level && sameNumbers(patch.above, bucketsAbove(this.#rows, asked.level))
    this.#options.ended({ n: patch.n, intended: asked.intended, sent: asked.sent, at: atUs, ok })
    if (this.#asked.size === 0) this.#arrange()
    return true
  }

  /** Asks nothing more; `over` follows when the open ones have ended. */
  leave(): void {
    this.#count = this.#sent
    this.#arrange()
  }

  /** Nothing is answered for a while: what is open ends unanswered, and what comes due is asked at `resume`. */
  pause(): void {
    this.#paused = true
    this.#giveUp(Number.POSITIVE_INFINITY)
    this.#arrange()
  }

  resume(): void {
    this.#paused = false
    this.#arrange()
  }

  /** Nothing will be answered any more. */
  lose(): void {
    this.#giveUp(Number.POSITIVE_INFINITY)
    this.leave()
  }

  /** Stops without a word on the open ones. */
  cancel(): void {
    this.#over = true
    this.#next?.cancel()
  }

  get #allSent(): boolean {
    return this.#count !== null && this.#sent >= this.#count
  }

  /** Sets what happens next: the next question, giving up the last answers, or the end. */
  #arrange(): void {
    if (this.#over) return
    this.#next?.cancel()
    if (!this.#allSent) {
      if (this.#paused) return
      this.#next = appoint(this.#intended(this.#sent + 1), () => this.#ask())
      return
    }
    const oldest = this.#asked.values().next().value
    if (oldest) {
      this.#next = appoint(oldest.intended + this.#options.timeoutUs, () => {
        this.#giveUp(nowUs())
        this.#arrange()
      })
      return
    }
    this.#over = true
    this.#options.over()
  }

  #ask(): void {
    const n = ++this.#sent
    // A level that some reading reaches, another one each time.
    const level = this.#rows.length === 0 ? 0 : this.#rows[n % this.#rows.length]!.hi
    const sent = nowUs()
    this.#asked.set(n, { intended: this.#intended(n), sent, level })
    this.#options.send(n, level)
    this.#giveUp(sent)
    this.#arrange()
  }

  #intended(n: number): number {
    return this.#chartUs + n * this.#options.thinkUs
  }

  #giveUp(nowAtUs: number): void {
    for (const [n, { intended, sent }] of this.#asked) {
      if (intended + this.#options.timeoutUs > nowAtUs) return
      this.#asked.delete(n)
      this.#givenUp = n
      this.#options.ended({ n, intended, sent, at: null, ok: false })
    }
  }
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i])
}
