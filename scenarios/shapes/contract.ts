/** What a shape needs to lay out arrivals. */
export interface Arrivals {
  /** Fixes the count. */
  readonly users?: number | undefined
  /** Arrivals per second. */
  readonly rate?: number | undefined
  /** Without `users`: arrivals stop before this. With `users` and no rate: they are spread over it. */
  readonly durationMs?: number | undefined
  /** How the rate moves, of the shapes whose rate does; stretched in time where users or a duration ask for it. */
  readonly course?: Course | undefined
}

/** A rate that moves in straight lines through these points; ascending from `atMs` 0, at least two. */
export type Course = readonly { readonly atMs: number; readonly rate: number }[]

/**
 * A load shape: a pure function from numbers and a source of uniform numbers in [0, 1) to the intended
 * starts, in integer microseconds from the start of the measurement, ascending. Of a closed load: of the first
 * journey of each user.
 */
export type LoadShape = (arrivals: Arrivals, random: () => number) => number[]
