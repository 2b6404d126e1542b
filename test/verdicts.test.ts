import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Driver } from '../harness/drivers/contract.ts'
import { users, usersPlayedBy } from '../harness/drivers/users/index.ts'
import { ledgerFolder } from '../harness/lifecycle/folders.ts'
import { testState } from '../harness/lifecycle/testState.ts'
import { exitCodeOf } from '../harness/run/exitCode.ts'
import { performRun } from '../harness/run/run.ts'
import { startTestPostgres, type TestPostgres } from '../harness/services/testPostgres.ts'
import { resolveStrategy } from '../harness/target/strategyReference.ts'
import type { Report, Trial } from '../reports/model.ts'
import { readRun } from '../reports/recorded.ts'
import { scenarioSchema } from '../scenarios/contract.ts'

/** What each fixture in `targets/` must get: its verdict, and the checks of the target that fail. */
const expected = {
  'honest.mjs': { verdict: 'VALID', failed: [] },
  cached: { verdict: 'FAILED', failed: ['one query for each chart'] },
  instant: { verdict: 'FAILED', failed: ['none faster than physics', 'one query for each chart'] },
  hurried: { verdict: 'FAILED', failed: ['none faster than physics'] },
  doubled: { verdict: 'FAILED', failed: ['one query for each chart'] },
  'over-budget': { verdict: 'FAILED', failed: ['connections within the budget'] },
  misrouted: { verdict: 'FAILED', failed: ['no misroutes', 'errors'] },
  'wrong-chart': { verdict: 'FAILED', failed: ['charts are right', 'errors'] },
  repeated: { verdict: 'FAILED', failed: ['no chart twice, none out of order'] },
  silent: { verdict: 'OVERLOADED', failed: ['no user gave up', 'errors'] },
  mortal: { verdict: 'FAILED', failed: ['target stays up', 'errors'] },
  orphaned: { verdict: 'FAILED', failed: ['target stays up'] },
  'always-wrong': { verdict: 'FAILED', failed: [] },
} as const

/** Checks of the harness and the machine: a busy machine may fail them whatever the target does. */
const aboutTheMachine = new Set([
  'driver on time, p99',
  'driver on time, latest',
  'no user sent early',
  'driver without stalls',
  'descriptors and ports left',
])

/** So long that even on a busy machine who runs no query is faster than one could be. */
const QUERY_MS = 900

const scenario = scenarioSchema.parse({
  name: 'verdicts',
  title: 'Two waves on four connections',
  answers: 'Does each cheat get the verdict that it must get?',
  users: 8,
  query: `${QUERY_MS}ms`,
  load: { shape: 'burst' },
  journey: { interactions: 1, thinkTime: '50ms' },
})

const state = testState()
const folder = mkdtempSync(join(tmpdir(), 'chartbench-verdicts-'))
const urlBefore = process.env.DATABASE_URL
let database: TestPostgres | undefined
let report: Report

beforeAll(async () => {
  database = await startTestPostgres()
  process.env.DATABASE_URL = database.postgres.url
  process.env.BENCH_FIXTURE_URL = database.postgres.url
  const targets = Object.keys(expected).map((name) => join(import.meta.dirname, 'targets', name))
  report = await run('cheats', targets, users)
}, 240_000)

afterAll(async () => {
  if (urlBefore === undefined) delete process.env.DATABASE_URL
  else process.env.DATABASE_URL = urlBefore
  delete process.env.BENCH_FIXTURE_URL
  await database?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
  state.remove()
})

async function run(name: string, targets: readonly string[], driver: Driver): Promise<Report> {
  return performRun({
    options: {
      strategies: await Promise.all(targets.map(resolveStrategy)),
      scenario,
      users: [undefined],
      queryModes: ['async'],
      queryMs: QUERY_MS,
      connections: 4,
      workers: 1,
      widgets: 1,
      rate: undefined,
      durationMs: undefined,
      timeoutMs: 3_000,
      trials: 1,
      seed: 5,
    },
    driver,
    provider: 'local',
    folder: join(folder, name),
    command: 'bench run …',
    progress: { note: () => {}, plan: () => {}, trial: () => () => {}, end: () => {} },
    signal: new AbortController().signal,
    skipped: [],
  })
}

function trialOf(reference: string): Trial {
  const strategy = reference.replace('.mjs', '')
  return report.trials.find((trial) => trial.strategy === strategy)!
}

function failedChecks(trial: Trial): string[] {
  return trial.checks.filter((check) => check.ok === false).map((check) => check.name)
}

test.each(Object.entries(expected))('%s', (reference, { verdict, failed }) => {
  const trial = trialOf(reference)
  const names = failedChecks(trial)
  const machineFailed = names.some((name) => aboutTheMachine.has(name))
  expect(names.filter((name) => !aboutTheMachine.has(name))).toEqual(failed)
  // A disturbed measurement may not be called VALID or OVERLOADED; a cheat stays one.
  expect(trial.verdict).toBe(machineFailed && verdict !== 'FAILED' ? 'INVALID' : verdict)
})

test('a cell bears the verdict of its trial, and what failed is the reason', () => {
  for (const cell of report.cells) {
    const trial = trialOf(cell.key.strategy)
    expect(cell.verdict).toBe(trial.verdict)
    expect(cell.reasons).toEqual(trial.reasons)
    expect(cell.reasons.length === 0).toBe(cell.verdict === 'VALID')
  }
})

test('a target without a supervisor is charged for its CPU time', () => {
  expect(trialOf('honest.mjs').resources?.cpuMsPerChart).toBeGreaterThan(0)
})

test('what was busy in a trial can be read back from its folder', () => {
  const recorded = readRun(join(folder, 'cheats'))
  const { cpu, memory, connections, loopDelay } = recorded.timeline(trialOf('silent').id)
  expect(Math.max(...connections.map(({ held }) => held))).toBeLessThanOrEqual(4)
  expect(connections.length).toBeGreaterThan(1)
  expect(loopDelay.length).toBeGreaterThan(1)
  // Other systems have no /proc.
  const looks = process.platform === 'linux' ? 2 : 0
  expect(cpu.length).toBeGreaterThanOrEqual(looks)
  expect(memory.length).toBeGreaterThanOrEqual(looks)
})

test('what fails verification is not measured, and says what was wrong', () => {
  const { reasons, checks, counts } = trialOf('always-wrong')
  expect(reasons.join()).toContain('has the wrong content')
  expect(checks).toEqual([])
  expect(counts.scheduled).toBe(0)
})

test('a target that dies says how', () => {
  expect(trialOf('mortal').reasons).toContain(
    'target stays up: its server process was ended by SIGKILL, limit up',
  )
  expect(trialOf('orphaned').reasons).toContain('target stays up: the target was ended by SIGKILL, limit up')
})

test('a target that dies ends its trial: nobody waits until the time-out', () => {
  // Whoever took the place of the one tells its users that their sessions are lost; at the other, where nobody
  // answers any more, they were still trying to attach again.
  const told = { mortal: { error: 8, interrupted: 0 }, orphaned: { error: 0, interrupted: 8 } }
  for (const [name, counts] of Object.entries(told)) {
    const trial = trialOf(name as keyof typeof told)
    expect(trial.counts, name).toMatchObject({ ok: 0, timeout: 0, ...counts })
    expect(trial.measuredMs, name).toBeLessThan(2_900)
  }
})

test('a misrouted user is counted where the server saw it', () => {
  expect(trialOf('misrouted').sessions.misroutes).toBe(2)
})

test('only the honest one may be ranked', () => {
  const ranked = report.comparison.flatMap(({ ranking }) => ranking.map(({ strategy }) => strategy))
  expect(ranked).toEqual(trialOf('honest.mjs').verdict === 'VALID' ? ['honest'] : [])
})

test('a driver that stalls for 300 ms makes the trial INVALID', async () => {
  const driver = usersPlayedBy(join(import.meta.dirname, 'targets', 'stalledPlay.ts'))
  const stalled = await run('stalled', ['single'], driver)
  const [trial] = stalled.trials
  expect(trial?.verdict).toBe('INVALID')
  expect(failedChecks(trial!)).toEqual(['driver on time, latest', 'driver without stalls'])
  expect(trial!.reasons.length).toBe(2)
  expect(exitCodeOf(stalled)).toBe(7)
  expect(stalled.comparison[0]?.ranking).toEqual([])
})

test('nothing of the targets is left: their ledgers are closed and gone', () => {
  expect(readdirSync(ledgerFolder()).filter((file) => !file.startsWith('test-'))).toEqual([])
})
