import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { serialize } from '../../reports/json.ts'
import { readRun } from '../../reports/recorded.ts'
import { simulatedRun } from './simulated/run.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-recorded-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(users: number) {
  const run = simulatedRun({ users: [users], names: ['single', 'cluster'] })
  writeFileSync(join(folder, 'report.json'), serialize(run.report))
  for (const { id } of run.report.trials) {
    mkdirSync(join(folder, 'trials', id), { recursive: true })
    const lines = run.samples(id).map((sample) => `${JSON.stringify(sample)}\n`)
    writeFileSync(join(folder, 'trials', id, 'samples.ndjson'), lines.toReversed().join(''))
  }
  return run
}

test('a run comes back as it was recorded, its samples in the order of users', () => {
  // Enough that the file is read in several pieces.
  const run = write(600)
  const recorded = readRun(folder)
  expect(recorded.report).toEqual(run.report)
  for (const { id } of run.report.trials) expect(recorded.samples(id)).toEqual(run.samples(id))
})

test('a trial without samples has none', () => {
  write(2)
  rmSync(join(folder, 'trials', '01-single', 'samples.ndjson'))
  expect(readRun(folder).samples('01-single')).toEqual([])
  expect(readRun(folder).samples('../..')).toEqual([])
})

test('what is no run, and a file that was cut off, are named', () => {
  expect(() => readRun(folder)).toThrow(/holds no report\.json/)
  write(2)
  writeFileSync(join(folder, 'trials', '01-single', 'samples.ndjson'), '{"user":0,')
  expect(() => readRun(folder).samples('01-single')).toThrow(/samples\.ndjson:1 is no sample/)
})
