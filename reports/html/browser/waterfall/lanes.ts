import type { SessionDetails } from '../../../charts/sessionDetails.ts'
import { isServed, type Recorded, type Session } from './session.ts'

/** A time between two stamps, µs from the intended start. `color` is a custom property. */
export interface Piece {
  readonly label: string
  readonly color: string
  readonly from: number
  readonly to: number
}

/** What one of the three sides recorded of a session. */
export interface Lane {
  readonly who: string
  readonly pieces: readonly Piece[]
  /** Instead of pieces where there are none. */
  readonly missing: string
}

/** From each stamp that was recorded to the next one; a stamp before its predecessor takes no time. */
function piecesOf(
  session: Session,
  start: number,
  steps: readonly (readonly [column: string, label: string, color: string])[],
): Piece[] {
  const pieces: Piece[] = []
  let from = start
  for (const [column, label, color] of steps) {
    const stamp = session(column)
    if (stamp === null) continue
    const to = Math.max(from, stamp)
    pieces.push({ label, color, from, to })
    from = to
  }
  return pieces
}

/** The same session as its client, its server and the database saw it. */
export function lanesOf(one: Recorded, { wait, waitColor }: SessionDetails): Lane[] {
  const { session } = one
  const [created, connected, result] = [session('created'), session('connected'), session('result')]
  const query = session('queryUs')
  const end = session('done')
  // Nobody waits for what came after the user had gone.
  const untilGone: Session = (column) => {
    const stamp = session(column)
    return stamp !== null && end !== null && stamp > end ? null : stamp
  }
  // Only the length of the query is known, not where between the two stamps it lay.
  const slack = Math.max(0, (result ?? 0) - (connected ?? 0) - (query ?? 0)) / 2
  return [
    {
      who: 'client',
      pieces: piecesOf(untilGone, 0, [
        ['sent', 'before it was sent', '--strong'],
        ['page', 'page', '--reach'],
        ['socket', 'socket', '--socket'],
        ['status', 'first status', '--ink'],
        ['done', ...lastPart(untilGone, isServed(one))],
      ]),
      missing: 'nothing recorded',
    },
    {
      who: 'server',
      pieces:
        created === null
          ? []
          : piecesOf(session, created, [
              ['asked', 'session made', '--reach'],
              ['connected', wait, waitColor],
              ['result', 'query and its result', '--query'],
              ['pushed', 'push', '--push'],
            ]),
      missing: 'no session made, or not recorded',
    },
    {
      who: 'database',
      pieces:
        query === null || connected === null || result === null
          ? []
          : [{ label: 'query', color: '--query', from: connected + slack, to: connected + slack + query }],
      missing: 'no query ended',
    },
  ]
}

/** What the client waited for at last, be it that it came or not. */
function lastPart(session: Session, served: boolean): [label: string, color: string] {
  if (served) return ['until the chart', '--strong']
  if (session('page') === null) return ['page, which never came', '--reach']
  if (session('socket') === null) return ['socket, which never opened', '--socket']
  return ['chart, which never came', '--strong']
}
