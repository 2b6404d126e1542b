import type { SessionDetails } from '../../../charts/sessionDetails.ts'
import { duration } from '../../../units.ts'

/** A number of a session by the name of its column; stamps in µs from its intended start. */
export type Session = (column: string) => number | null

/** What the page holds of one session: its numbers, and its names and words. */
export interface Recorded {
  readonly session: Session
  readonly word: (column: string) => string | null
}

/** Reads the session of a row. */
export function recorded(details: SessionDetails, row: number): Recorded {
  const values = details.sessions[row] ?? []
  const session: Session = (column) => values[details.columns.indexOf(column)] ?? null
  return { session, word: (column) => details.words[session(column) ?? -1] ?? null }
}

/** Whether its chart came at all. */
export function isServed({ word }: Recorded): boolean {
  return word('outcome') === 'ok' || word('outcome') === 'retried'
}

/** As everywhere in the report, from µs. */
export function durationOf(us: number): string {
  return duration(us / 1_000)
}

/** `user 12 on w2`, `chart arrived after 15.0 s`, and all else that the record says of it. */
export function sentencesOf({ session, word }: Recorded): { name: string; end: string; rest: string } {
  const outcome = word('outcome')
  const worker = word('worker')
  const times = (count: number, what: string) => `${what} ${count === 1 ? 'once' : `${count} times`}`
  const [done, widget, queries] = [session('done'), session('widget'), session('queries')]
  const [lost, reattached] = [session('lost') ?? 0, session('reattached') ?? 0]
  const after = done === null ? '' : ` after ${durationOf(done)}`
  const ends: Readonly<Record<string, string>> = {
    ok: 'chart arrived',
    retried: 'chart arrived, after one connection was retried,',
    timeout: 'gave up',
    error: `was refused${word('code') === null ? '' : ` with ${word('code')}`}`,
    interrupted: 'was interrupted',
  }
  const rest = [
    widget === null || widget === 0 ? '' : `chart ${widget + 1} of its page`,
    word('group') === null || word('group') === 'users' ? '' : `group ${word('group')}`,
    word('fate') === null ? '' : `fate: ${word('fate')}`,
    queries === null || queries < 2 ? '' : times(queries, 'query started'),
    lost === 0 ? '' : times(lost, 'socket lost'),
    reattached === 0 ? '' : times(reattached, 'attached again'),
  ]
  return {
    name: `user ${session('user')}${worker === null ? '' : ` on ${worker}`}`,
    end: `${ends[outcome ?? ''] ?? outcome}${after}`,
    rest: rest.filter(Boolean).join(', '),
  }
}
