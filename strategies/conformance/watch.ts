import type { Powers, Subject } from './contract.ts'
import { eventually, PATIENCE_MS } from './eventually.ts'

/** Often enough to see what lasts, seldom enough to leave the machine to the target. */
const LOOK_EVERY_MS = 3

/** The most backends, and the most of them at work, that were seen at one time. */
export interface Peak {
  connections: number
  active: number
}

/** Looks at the target's backends, again and again, until `work` is over. */
export async function peakDuring<T>(
  subject: Subject & Powers,
  work: Promise<T>,
): Promise<{ result: T; peak: Peak }> {
  const peak: Peak = { connections: 0, active: 0 }
  let over = false
  const result = work.finally(() => {
    over = true
  })
  // It is awaited below; a failure that comes before is no unhandled one.
  result.catch(() => {})
  while (!over) {
    const { connections, active } = await subject.activity!()
    peak.connections = Math.max(peak.connections, connections)
    peak.active = Math.max(peak.active, active)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  return { result: await result, peak }
}

/** From the end of a session to the end of its query in Postgres. */
export const CANCEL_WITHIN_MS = 2_000

/** Waits until so many slow queries run; `withinMs` where it must be sooner than what is patient for all. */
export function untilActive(
  subject: Subject & Powers,
  count: number,
  withinMs = PATIENCE_MS,
): Promise<boolean> {
  let last = 0
  return eventually(
    `${count} queries at work in Postgres`,
    async () => {
      last = (await subject.activity!()).active
      return last === count
    },
    { withinMs, seen: () => `${last}` },
  )
}
