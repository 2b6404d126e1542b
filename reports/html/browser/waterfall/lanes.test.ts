import { expect, test } from 'vitest'
import type { SessionDetails } from '../../../charts/sessionDetails.ts'
import { lanesOf } from './lanes.ts'
import { recorded, sentencesOf } from './session.ts'

const words = ['w2', 'ok', 'timeout', 'error', 'WORKER_GONE', 'bystander', 'reattached']

/** One session with these values, and nothing else recorded. */
function details(values: Readonly<Record<string, number>>): SessionDetails {
  return {
    room: 1,
    top: 0,
    right: 0,
    bottom: 0,
    left: 0,
    wait: 'waiting for a connection',
    waitColor: '--wait',
    columns: Object.keys(values),
    words,
    sessions: [Object.values(values)],
  }
}

function lanes(values: Readonly<Record<string, number>>) {
  const all = details(values)
  return lanesOf(recorded(all, 0), all).map(({ who, pieces, missing }) => [
    who,
    ...(pieces.length === 0 ? [missing] : pieces.map(({ label, from, to }) => `${label} ${from}–${to}`)),
  ])
}

test('the query lies in the middle of what the server waited for it', () => {
  expect(
    lanes({ outcome: 1, created: 4, asked: 5, connected: 100, result: 1_000, done: 1_100, queryUs: 800 }),
  ).toEqual([
    ['client', 'until the chart 0–1100'],
    ['server', 'session made 4–5', 'waiting for a connection 5–100', 'query and its result 100–1000'],
    ['database', 'query 150–950'],
  ])
})

test('a user who gave up: what never came, and not what came too late', () => {
  expect(lanes({ outcome: 2, sent: 1, done: 50, page: 70, created: 60, asked: 61 })).toEqual([
    ['client', 'before it was sent 0–1', 'page, which never came 1–50'],
    ['server', 'session made 60–61'],
    ['database', 'no query ended'],
  ])
  expect(lanes({ outcome: 2, sent: 1, page: 20, done: 50 })[0]?.at(-1)).toBe(
    'socket, which never opened 20–50',
  )
  expect(lanes({ outcome: 2, sent: 1, page: 20, socket: 30, done: 50 })[0]?.at(-1)).toBe(
    'chart, which never came 30–50',
  )
  expect(lanes({ outcome: 2, done: 50 })[1]).toEqual(['server', 'no session made, or not recorded'])
})

test('in words: who, how it ended, and what is out of the ordinary', () => {
  const values = { user: 7, worker: 0, outcome: 3, code: 4, group: 5, done: 2_000_000, widget: 1 }
  expect(sentencesOf(recorded(details(values), 0))).toEqual({
    name: 'user 7 on w2',
    end: 'was refused with WORKER_GONE after 2.00\u00a0s',
    rest: 'chart 2 of its page, group bystander',
  })
  const again = { user: 7, outcome: 1, fate: 6, queries: 3, lost: 1, reattached: 2 }
  expect(sentencesOf(recorded(details(again), 0)).rest).toBe(
    'fate: reattached, query started 3 times, socket lost once, attached again 2 times',
  )
})
