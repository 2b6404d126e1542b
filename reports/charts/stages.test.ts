import { expect, test } from 'vitest'
import type { Sample } from '../model.ts'
import { piecesOf, totals, waitStageOf } from './stages.ts'

function sample(stamps: Partial<Sample>): Sample {
  return {
    user: 0,
    widget: 0,
    group: 'users',
    sensor: 0,
    window: 0,
    worker: null,
    outcome: 'ok',
    code: null,
    intended: 0,
    sent: null,
    page: null,
    socket: null,
    status: null,
    done: null,
    created: null,
    asked: null,
    connected: null,
    result: null,
    pushed: null,
    queryUs: null,
    queries: null,
    lost: 0,
    reattached: 0,
    ...stamps,
  }
}

test('a served user: page, wait, query, push', () => {
  const pieces = piecesOf(
    sample({
      page: 6_000,
      socket: 11_000,
      asked: 5_000,
      connected: 5_000_000,
      result: 10_000_000,
      done: 10_020_000,
    }),
  )
  expect(pieces).toEqual([
    { stage: 'reach', fromMs: 0, toMs: 5 },
    { stage: 'wait', fromMs: 5, toMs: 5_000 },
    { stage: 'query', fromMs: 5_000, toMs: 10_000 },
    { stage: 'push', fromMs: 10_000, toMs: 10_020 },
  ])
})

test('a blocked loop: the query is back long before the socket', () => {
  const pieces = piecesOf(
    sample({
      asked: 5_000_000,
      connected: 5_000_000,
      result: 10_000_000,
      page: 10_001_000,
      socket: 60_000_000,
      done: 60_002_000,
    }),
  )
  expect(pieces.map(({ stage }) => stage)).toEqual(['reach', 'query', 'reach', 'socket', 'push'])
  expect(totals(pieces)).toEqual({
    reach: 5_001,
    query: 5_000,
    socket: 49_999,
    push: 2,
    queued: 0,
    wait: 0,
  })
})

test('what a user who gave up never reached lasts to the end', () => {
  expect(piecesOf(sample({ outcome: 'timeout', done: 75_000_000 }))).toEqual([
    { stage: 'reach', fromMs: 0, toMs: 75_000 },
  ])
  expect(
    piecesOf(sample({ outcome: 'timeout', page: 1_000, socket: 2_000, asked: 900, done: 75_000_000 })),
  ).toEqual([
    { stage: 'reach', fromMs: 0, toMs: 0.9 },
    { stage: 'wait', fromMs: 0.9, toMs: 75_000 },
  ])
  expect(piecesOf(sample({ outcome: 'dropped' }))).toEqual([])
})

test('a wait is for a job worker where a role of the strategy only runs queries', () => {
  const roles = (...deaths: string[]) => ({
    capabilities: { roles: Object.fromEntries(deaths.map((death, i) => [`role${i}`, { death }])) },
  })
  expect(waitStageOf(roles('sessions-fail', 'queries-rerun'))).toBe('queued')
  expect(waitStageOf(roles('sessions-fail', 'sockets-cut'))).toBe('wait')
  for (const capabilities of [null, {}, { roles: null }, { roles: { web: null } }]) {
    expect(waitStageOf({ capabilities })).toBe('wait')
  }
  const waits = sample({
    page: 6_000,
    socket: 7_000,
    asked: 6_000,
    connected: 9_000,
    result: 10_000,
    done: 10_000,
  })
  expect(piecesOf(waits, 'queued').map(({ stage }) => stage)).toEqual(['reach', 'queued', 'query'])
})
