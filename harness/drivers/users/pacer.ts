import { nowUs } from '../../../strategies/app/clock.ts'
import type { PlannedUser } from '../contract.ts'
import { type Appointment, appoint } from './appointment.ts'

/** Users who come seldom enough are met finely: that takes about a millisecond for each. */
const FINELY_FROM_US = 20_000

/** Lets users arrive at their intended starts: never before, and no later than a timer of 1 ms can. */
export class Pacer {
  readonly #arrive: (user: PlannedUser) => void
  /** The latest first, so that who arrives is taken off the end and forgotten. */
  #coming: PlannedUser[] = []
  #zeroUs: number | undefined
  #next: Appointment | undefined
  #lettingIn = false

  constructor(users: readonly PlannedUser[], arrive: (user: PlannedUser) => void) {
    this.#arrive = arrive
    this.add(users)
  }

  /** How many have not arrived yet. */
  get coming(): number {
    return this.#coming.length
  }

  /** `zeroUs` (CLOCK_MONOTONIC) is the zero of every intended start. */
  begin(zeroUs: number): void {
    this.#zeroUs = zeroUs
    this.#arm()
  }

  /**
   * Lets in whose moment has come, if any. To be called whenever the loop has done a piece of work: one turn of
   * it may serve dozens of sockets, and a timer waits for all of them.
   */
  look(): void {
    const next = this.#coming.at(-1)
    if (this.#lettingIn || this.#zeroUs === undefined || !next) return
    if (this.#zeroUs + next.atUs <= nowUs()) this.#letIn()
  }

  /** Those whose moment has passed arrive at once. */
  add(users: readonly PlannedUser[]): void {
    this.#coming = [...this.#coming, ...users].sort(latestFirst)
    if (this.#zeroUs !== undefined) this.#arm()
  }

  /** As `add`, for one: cheap where many are to come. */
  insert(user: PlannedUser): void {
    let low = 0
    let high = this.#coming.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (latestFirst(this.#coming[middle]!, user) < 0) low = middle + 1
      else high = middle
    }
    this.#coming.splice(low, 0, user)
    if (this.#zeroUs === undefined || this.#lettingIn) return
    this.look()
    this.#arm()
  }

  /** Forgets who has not arrived. */
  stop(): void {
    this.#coming = []
    this.#next?.cancel()
  }

  #arm(): void {
    this.#next?.cancel()
    const next = this.#coming.at(-1)
    if (!next) {
      this.#next = undefined
      return
    }
    const atUs = this.#zeroUs! + next.atUs
    const finely = atUs - nowUs() >= FINELY_FROM_US
    this.#next = appoint(atUs, () => this.#letIn(), { finely })
  }

  #letIn(): void {
    this.#lettingIn = true
    for (
      let next = this.#coming.at(-1);
      next && this.#zeroUs! + next.atUs <= nowUs();
      next = this.#coming.at(-1)
    ) {
      this.#coming.pop()
      this.#arrive(next)
    }
    this.#lettingIn = false
    this.#arm()
  }
}

function latestFirst(a: PlannedUser, b: PlannedUser): number {
  return b.atUs - a.atUs || b.user - a.user
}
