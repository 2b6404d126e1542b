import { expect, test } from 'vitest'
import { simulatedRun } from '../../test/reports/simulated/run.ts'
import { timeOf } from '../samples.ts'
import { sessionDetails } from './sessionDetails.ts'
import { sessionFindings } from './sessionFindings.ts'
import { sessionRows } from './sessionRows.ts'
import { groupViewsOf } from './view.ts'

function rowsOf(options: Parameters<typeof simulatedRun>[0]) {
  return groupViewsOf(simulatedRun(options)).flatMap(({ views }) => views.map(sessionRows))
}

test('at most 96 rows: the first, the last, the quickest and the slowest among them', () => {
  const run = simulatedRun({ users: [1_000], names: ['cluster'], patienceS: 9_000 })
  const samples = run.samples('01-cluster')
  const times = samples.map(timeOf)
  const [one] = rowsOf({ users: [1_000], names: ['cluster'], patienceS: 9_000 })
  expect(one?.all).toBe(1_000)
  expect(one?.rows.length).toBeLessThanOrEqual(96)
  const kept = one!.rows.map(({ sample }) => sample)
  expect(kept.map(({ user }) => user)).toEqual(expect.arrayContaining([0, 999]))
  expect(kept.map(timeOf)).toEqual(expect.arrayContaining([Math.min(...times), Math.max(...times)]))
  expect(kept.map(({ worker }) => worker)).toEqual(kept.map(({ worker }) => worker).sort())
})

test('the rows as integers: stamps from the intended start, words by their place', () => {
  const [one] = rowsOf({ users: [24], names: ['queue'] })
  const { columns, words, sessions, wait } = sessionDetails(one!, 24)
  expect(wait).toBe('queued for a job worker')
  expect(sessions).toHaveLength(24)
  const named = Object.fromEntries(columns.map((name, i) => [name, sessions[5]![i]]))
  expect(named).toMatchObject({ user: 5, sent: 90, page: 6_000, worker: null, fate: null })
  expect(words[named.group!]).toBe('users')
})

test('a cause only where the rows show one', () => {
  expect(sessionFindings(rowsOf({ names: ['single', 'queue'] }))).toBe('')
  expect(sessionFindings(rowsOf({ names: ['single', 'cluster'] }))).toMatch(
    /^With 24\u00a0users and async queries \*\*w4 of cluster is done last\*\*, after 25.0\u00a0s; w\d is done after \d+\.\d\u00a0s\.$/,
  )
  expect(sessionFindings(rowsOf({ names: ['cluster'], modes: ['async', 'blocking'] }))).toMatch(
    /^With blocking queries of cluster \*\*the query is back long before its chart\*\*/,
  )
})
