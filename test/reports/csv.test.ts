import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { csv } from '../../reports/csv.ts'
import { simulatedRun } from './simulated/run.ts'
import { fileOf, injected, stateNames, states } from './states.ts'

/** As a strict reader of RFC 4180 finds it: every row as long as the first. */
function read(text: string): Record<string, string>[] {
  return parse(text, { columns: true, record_delimiter: '\r\n', relax_quotes: false })
}

test('a row for each chart', async () => {
  const text = await fileOf(csv, simulatedRun({ users: [6], names: ['single', 'cluster'] }))
  await expect(text).toMatchFileSnapshot('../golden/csv-charts.csv')
})

test.each(stateNames)('%s: a row for each sample of every trial, whatever its verdict', async (name) => {
  const run = states[name]()
  const rows = read(await fileOf(csv, run))
  const samples = run.report.trials.flatMap(({ id }) => run.samples(id).map((sample) => ({ id, sample })))
  expect(rows.map(({ trial, user }) => [trial, user])).toEqual(
    samples.map(({ id, sample }) => [id, String(sample.user)]),
  )
})

test('durations are those of the summaries, and empty where no chart came', async () => {
  const run = simulatedRun({ names: ['single'], modes: ['blocking'] })
  const rows = read(await fileOf(csv, run))
  const gaveUp = rows.filter(({ outcome }) => outcome === 'timeout')
  expect(gaveUp.length).toBeGreaterThan(0)
  for (const { ttc_ms, wait_ms, query_ms, overhead_ms, done_ms } of gaveUp) {
    expect([ttc_ms, wait_ms, query_ms, overhead_ms]).toEqual(['', '', '', ''])
    expect(Number(done_ms)).toBeGreaterThanOrEqual(75_000)
  }
  const valid = simulatedRun({ names: ['single'] })
  const ttc = read(await fileOf(csv, valid)).map(({ ttc_ms }) => Number(ttc_ms))
  expect(Math.max(...ttc)).toBeCloseTo(valid.report.cells[0]!.ttcMs.max!, 3)
  expect(Math.min(...ttc)).toBeCloseTo(valid.report.cells[0]!.ttcMs.min!, 3)
})

test('stages are told where summaries count them: not where the server did not tell all', async () => {
  const run = simulatedRun({ names: ['single'], users: [4] })
  const samples = (id: string) => run.samples(id).map((one, i) => (i === 0 ? { ...one, queryUs: null } : one))
  const [half, whole] = read(await fileOf(csv, { ...run, samples }))
  expect(half).toMatchObject({ wait_ms: '', query_ms: '', overhead_ms: '' })
  expect(half?.ttc_ms).not.toBe('')
  expect(Number(whole?.wait_ms) + Number(whole?.query_ms) + Number(whole?.overhead_ms)).toBeCloseTo(
    Number(whole?.ttc_ms),
    3,
  )
})

test('no text of others is a formula or breaks a row', async () => {
  const rows = read(await fileOf(csv, injected()))
  expect(rows).toHaveLength(48)
  for (const row of rows) {
    expect(row.worker).toMatch(/^'=cmd\|"'<script>/)
    for (const [column, text] of Object.entries(row)) {
      if (!column.endsWith('_ms')) expect(text).not.toMatch(/^[=+\-@\t\r]/)
    }
  }
})

test('trials are rendered one by one', async () => {
  const run = simulatedRun({ users: [500], names: ['single', 'cluster', 'queue'] })
  const asked: string[] = []
  const samples = (id: string) => {
    asked.push(id)
    return run.samples(id)
  }
  const rendered = await csv.render({ ...run, samples }, { columns: 80, color: false })
  if (!('pieces' in rendered)) throw new Error('csv is written in pieces')
  const pieces = rendered.pieces[Symbol.iterator]()
  pieces.next()
  expect(asked).toEqual([])
  expect(pieces.next().value.split('\r\n')).toHaveLength(501)
  expect(asked).toEqual(['01-single'])
})
