import { nowUs } from '../../../strategies/app/clock.ts'
import type { DriverEvent, DriverPlan, DriverSummary, PlannedUser } from '../contract.ts'
import { type HiccupWatch, watchHiccups } from './hiccups.ts'
import { Journey } from './journey.ts'
import { Pacer } from './pacer.ts'
import { type Playground, Sockets } from './playground.ts'

/** A server that is busy may answer a close late; what it does then concerns no user any more. */
const CLOSE_PATIENCE_MS = 1_000

/** Plays the users of a plan in this process. Keeps nothing of a user who has left. */
export class Player {
  readonly #plan: DriverPlan
  readonly #emit: (event: DriverEvent) => void
  readonly #finished: (summary: DriverSummary) => void
  readonly #playground: Playground
  readonly #pacer: Pacer
  readonly #present = new Set<Journey>()
  /** Who comes when another has left, by the number of that one. */
  readonly #followers = new Map<number, PlannedUser>()
  readonly #leaving = new Set<string>()
  #zeroUs: number | undefined
  #watch: HiccupWatch | undefined
  #cpuBefore: NodeJS.CpuUsage | undefined
  #stopped = false
  #over = false

  /** `finished` is called once, after the last event. */
  constructor(
    plan: DriverPlan,
    emit: (event: DriverEvent) => void,
    finished: (summary: DriverSummary) => void,
  ) {
    // The pacer alone holds the users, and lets go of each one that has arrived.
    this.#plan = { ...plan, users: [] }
    this.#emit = emit
    this.#finished = finished
    this.#playground = {
      url: plan.url,
      expected: plan.expected,
      sockets: new Sockets(),
      emit: (event) => {
        emit(event)
        this.#pacer.look()
      },
      isLeaving: (group) => this.#leaving.has(group),
    }
    this.#pacer = new Pacer(this.#first(plan.users), (user) => this.#arrive(user))
  }

  begin(zeroUs: number): void {
    this.#zeroUs = zeroUs
    this.#cpuBefore = process.cpuUsage()
    this.#watch = watchHiccups((at, lateUs) => this.#emit({ type: 'hiccup', at, lateUs }))
    this.#pacer.begin(zeroUs)
    this.#finishIfEmpty()
  }

  /** Users who come when all has been played are not. */
  add(users: readonly PlannedUser[]): void {
    if (!this.#stopped && !this.#over) this.#pacer.add(this.#first(users))
  }

  leave(group: string): void {
    this.#leaving.add(group)
    for (const journey of this.#present) if (journey.user.group === group) journey.leave()
  }

  cut(): void {
    this.#playground.sockets.cut()
  }

  stop(): void {
    this.#stopped = true
    this.#followers.clear()
    this.#pacer.stop()
    for (const journey of this.#present) journey.interrupt()
    this.#finishIfEmpty()
  }

  /** Those of `users` whose start is known; the others are kept until it is. */
  #first(users: readonly PlannedUser[]): PlannedUser[] {
    const numbers = new Set(users.map(({ user }) => user))
    return users.filter((one) => {
      if (!one.after) return true
      const before = one.after.user
      if (!numbers.has(before) || this.#followers.has(before)) {
        throw new Error(`user ${one.user} cannot follow user ${before}`)
      }
      this.#followers.set(before, one)
      return false
    })
  }

  #arrive(user: PlannedUser): void {
    const intendedUs = this.#zeroUs! + user.atUs
    if (user.after) this.#emit({ type: 'due', user: user.user, at: intendedUs })
    if (this.#present.size >= this.#plan.maxInFlight) {
      const at = nowUs()
      this.#emit({ type: 'dropped', user: user.user, at })
      this.#gone(user, at)
      return
    }
    const journey = new Journey(user, this.#playground, (left, atUs) => {
      this.#present.delete(left)
      this.#gone(user, atUs)
    })
    this.#present.add(journey)
    journey.begin(intendedUs)
  }

  /** Lets the one come who waits for this one to go. */
  #gone({ user }: PlannedUser, atUs: number): void {
    const next = this.#followers.get(user)
    if (next) {
      this.#followers.delete(user)
      this.#pacer.insert({ ...next, atUs: atUs + next.after!.pauseUs - this.#zeroUs! })
    }
    this.#finishIfEmpty()
  }

  #finishIfEmpty(): void {
    if (this.#over || this.#present.size > 0 || this.#pacer.coming > 0) return
    if (this.#plan.untilStopped && !this.#stopped) return
    this.#over = true
    this.#playground.sockets.drain(CLOSE_PATIENCE_MS).then(() => {
      const cpu = process.cpuUsage(this.#cpuBefore)
      this.#finished({
        hiccupUs: this.#watch?.stop() ?? { p50: 0, p99: 0, max: 0 },
        cpuMs: (cpu.user + cpu.system) / 1_000,
        sockets: this.#playground.sockets.peak,
      })
    })
  }
}
