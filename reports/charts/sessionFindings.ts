import { counted, duration, listed } from '../units.ts'
import type { Prose } from './contract.ts'
import { hasArrived, type SessionRow, type SessionRows } from './sessionRows.ts'

/** A result that waited for this share of its user's time, in most rows, waited for its server. */
const HELD_BACK = 0.3
/** A worker that is done this much later than the first one was not merely unlucky. */
const UNEVEN = 1.2

/** What the rows show beyond themselves: a cause in bold for the first rule that applies, or nothing. */
export function sessionFindings(all: readonly SessionRows[]): Prose {
  const held = Map.groupBy(
    all
      .filter(isHeldBack)
      .sort((a, b) => a.view.colorClass.localeCompare(b.view.colorClass, 'en', { numeric: true })),
    ({ view }) => view.cell.key.queryMode,
  )
  const convoys = [...held].map(
    ([mode, panels]) =>
      `With ${mode} queries of ${listed([...new Set(panels.map(({ view }) => view.strategy.name))])} **the query is back long before its chart**: a loop that stands still accepts no socket.`,
  )
  if (convoys.length > 0) return convoys.join(' ')
  const latest = all.flatMap(unevenness).sort((a, b) => b.ratio - a.ratio)[0]
  return latest?.text ?? ''
}

function isHeldBack({ rows }: SessionRows): boolean {
  const shares = rows.flatMap(heldBack).sort((a, b) => a - b)
  return shares.length > 0 && shares[Math.floor(shares.length / 2)]! >= HELD_BACK
}

/** The share of a user's time after its result was there; users who gave up have waited for it too. */
function heldBack({ sample }: SessionRow): number[] {
  const { intended, result, done } = sample
  if (result === null || done === null || done <= intended) return []
  return [Math.max(0, done - Math.max(result, intended)) / (done - intended)]
}

/** How much later than the first worker the last one was done, and what it had to do. */
function unevenness({ view, rows, byWorker }: SessionRows): { ratio: number; text: Prose }[] {
  // Where users gave up, the last charts are missing that would have told.
  if (!byWorker || !rows.every((row) => hasArrived(row.sample))) return []
  const ends = new Map<string, number>()
  for (const { sample } of rows) {
    const worker = sample.worker ?? ''
    ends.set(worker, Math.max(ends.get(worker) ?? 0, sample.done! / 1_000))
  }
  const sorted = [...ends].sort((a, b) => a[1] - b[1])
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (!first || !last || last[1] < first[1] * UNEVEN) return []
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
