import type { ErrorCode } from '../protocol/codes.ts'

/** Upper bounds of the buckets of a `Durations`, ms; the last bucket holds what is longer. */
export const BOUNDS_MS = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 60_000] as const

/** How often something took how long. */
export class Durations {
  readonly counts: number[] = Array.from({ length: BOUNDS_MS.length + 1 }, () => 0)
  sumUs = 0

  add(us: number): void {
    let bucket = 0
    while (bucket < BOUNDS_MS.length && us > BOUNDS_MS[bucket]! * 1_000) bucket++
    this.counts[bucket]!++
    this.sumUs += us
  }
}

/** What a server process counts all the time, in plain numbers; `/metrics` reads them when it is asked. */
export class Counts {
  sessions = 0
  charts = 0
  misroutes = 0
  /** Errors that somebody was told, by code. */
  readonly errors = new Map<ErrorCode, number>()
  /** From a session's start until its chart was there. */
  readonly timeToChart = new Durations()
  /** From a session's asking for its query until the query was sent. */
  readonly queryWait = new Durations()

  error(code: ErrorCode): void {
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1)
  }
}
