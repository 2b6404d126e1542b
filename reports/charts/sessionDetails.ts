import type { Sample } from '../model.ts'
import { GANTT_ROOM } from './gantt.ts'
import type { SessionRows } from './sessionRows.ts'
import { stages } from './stages.ts'

/** Names and words of a session, by their place in `words`. */
const WORDS = ['group', 'worker', 'outcome', 'code', 'fate'] as const satisfies readonly (keyof Sample)[]
const COUNTS = [
  'user',
  'widget',
  'queries',
  'lost',
  'reattached',
] as const satisfies readonly (keyof Sample)[]
/** In µs from the session's intended start. */
const STAMPS = [
  'sent',
  'page',
  'socket',
  'status',
  'done',
  'created',
  'asked',
  'connected',
  'result',
  'pushed',
] as const satisfies readonly (keyof Sample)[]

/** What the page's script needs to draw the waterfall of any row of one panel. */
export interface SessionDetails {
  /** Rows that the picture has room for, and the space above and below them, px of the picture. */
  readonly room: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly left: number
  /** What is waited for between asking and the query, and the custom property of its colour. */
  readonly wait: string
  readonly waitColor: string
  readonly columns: readonly string[]
  readonly words: readonly string[]
  /** One for each row, from the top; null: not recorded. */
  readonly sessions: readonly (readonly (number | null)[])[]
}

/** The sessions of the drawn rows as arrays of integers, in the order of `columns`. */
export function sessionDetails(one: SessionRows, room: number): SessionDetails {
  const words: string[] = []
  const places = new Map<string, number>()
  const place = (word: string | null | undefined) => {
    if (word === null || word === undefined) return null
    if (!places.has(word)) places.set(word, words.push(word) - 1)
    return places.get(word)!
  }
  return {
    room,
    ...GANTT_ROOM,
    wait: stages[one.wait],
    waitColor: `--${one.wait}`,
    columns: [...COUNTS, ...WORDS, ...STAMPS, 'queryUs'],
    words,
    sessions: one.rows.map(({ sample }) => [
      ...COUNTS.map((name) => sample[name]),
      ...WORDS.map((name) => place(sample[name])),
      ...STAMPS.map((name) => (sample[name] === null ? null : sample[name] - sample.intended)),
      sample.queryUs,
    ]),
  }
}
