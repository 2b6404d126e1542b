import type { Fault, Scenario } from './contract.ts'
import { parseDuration } from './duration.ts'

/** A fault with its times in milliseconds from the beginning of the measurement. */
export interface PlannedFault {
  readonly atMs: number
  readonly what: Fault['what']
  /** A general role (`generalRoles`) or one of the strategy's own. */
  readonly role: string
  /** Which process of the role, from 0. */
  readonly index: number
  /** How long a stop or a pause lasts; null for what happens at once. */
  readonly forMs: number | null
}

/** What is to happen to the parts, in order of time; at equal moments in that of the document. */
export function plannedFaults({ faults }: Scenario): PlannedFault[] {
  return faults.map(planned).sort((a, b) => a.atMs - b.atMs)
}

/**
 * The first fault that would strike a part while that is frozen by another, as their places in the document;
 * undefined where there is none. (A part that is stopped twice would be let go by the first.)
 */
export function clashOf({ faults }: Scenario): { fault: number; during: number } | undefined {
  const all = faults.map(planned)
  for (const [during, { role, index, atMs, forMs }] of all.entries()) {
    if (forMs === null) continue
    const struck = all.findIndex(
      (other, i) =>
        i !== during &&
        other.role === role &&
        other.index === index &&
        other.atMs >= atMs &&
        other.atMs < atMs + forMs,
    )
    if (struck >= 0) return { fault: struck, during }
  }
  return undefined
}

function planned({ at, what, role, index = 0, for: lasts }: Fault): PlannedFault {
  // The schema has checked both texts.
  return {
    atMs: parseDuration(at)!,
    what,
    role,
    index,
    forMs: lasts === undefined ? null : parseDuration(lasts)!,
  }
}
