import { counted, duration, listed } from '../units.ts'
import type { Prose } from './contract.ts'
import type { SessionRows } from './sessionRows.ts'

/** A result that waited for this share of its user's time, with most users, waited for its server. */
const HELD_BACK = 0.3
/** A worker that is done this much later than the first one was not merely unlucky. */
const UNEVEN = 1.2

/** What all sessions show beyond themselves: the first rule that applies, its cause in bold, or nothing. */
export function sessionFindings(all: readonly SessionRows[]): Prose {
  const held = Map.groupBy(
    all
      .filter(({ facts }) => (facts.heldBack ?? 0) >= HELD_BACK)
      .sort((a, b) => a.view.colorClass.localeCompare(b.view.colorClass, 'en', { numeric: true })),
    ({ view }) => view.cell.key.queryMode,
  )
  if (held.size > 0) {
    const whose = [...held].map(
      ([mode, panels]) =>
        `${mode} queries of ${listed([...new Set(panels.map(({ view }) => view.strategy.name))])}`,
    )
    return `With ${listed(whose)} **the query is back long before its chart**: a loop that stands still accepts no socket.`
  }
  const latest = all.flatMap(unevenness).sort((a, b) => b.ratio - a.ratio)[0]
  return latest?.text ?? ''
}

/** How much later than the first worker the last one was done, and what it had to do. */
function unevenness({ view, facts, byWorker }: SessionRows): { ratio: number; text: Prose }[] {
  const [first, last] = [facts.ends[0], facts.ends.at(-1)]
  if (!byWorker || !first || !last || last[1] < first[1] * UNEVEN) return []
  const known = view.shown.trials[0]?.workers.find(({ worker }) => worker === last[0])
  const burden = known
    ? `, with ${counted(known.sessions, 'session')} on ${counted(known.slots, 'connection')}`
    : ''
  const { queryMode, users } = view.cell.key
  return [
    {
      ratio: last[1] / first[1],
      text: `With ${counted(users, 'user')} and ${queryMode} queries **${last[0]} of ${view.strategy.name} is done last**, after ${duration(last[1])}${burden}; ${first[0]} is done after ${duration(first[1])}.`,
    },
  ]
}
