import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { exists } from '../services/database/dropping.ts'
import { pausePostmaster } from '../services/postgres/pausing.ts'
import { startTestPostgres, type TestPostgres } from '../services/testPostgres.ts'
import { type Child, spawnChild } from './children.ts'
import { clean, leftBehind } from './clean.ts'
import { FOLDER_PREFIX } from './folders.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { identify, processesOfGroup } from './process.ts'
import { testState } from './testState.ts'

interface Made {
  ledger: string
  postgres: number
  folder: string
  child: number
  unrecorded: number
  role: string
}

const state = testState()
let ours: TestPostgres
let keeper: Ledger
const runs: Child[] = []

beforeAll(async () => {
  ours = await startTestPostgres()
  // The fixtures of this test are themselves children, in a ledger that lives.
  keeper = createLedger('keeper')
})
afterAll(async () => {
  for (const run of runs) await run.stop({ graceMs: 0 })
  keeper.close()
  await clean()
  await ours[Symbol.asyncDispose]()
  state.remove()
})

async function startRun(runId: string): Promise<{ run: Child; made: Made }> {
  const entry = join(import.meta.dirname, 'clean.fixture.ts')
  const run = spawnChild({
    command: [process.execPath, entry, runId, ours.postgres.url],
    role: 'run',
    ledger: keeper,
  })
  runs.push(run)
  const line = once(createInterface(run.stdout!), 'line').then(([text]) => text as string)
  const failed = run.ended.then(() => Promise.reject(new Error(run.tail())))
  return { run, made: JSON.parse(await Promise.race([line, failed])) as Made }
}

test('ends everything of a killed run and nothing of one that lives', async () => {
  const [killed, living] = await Promise.all([startRun('killed-run'), startRun('living-run')])
  process.kill(killed.run.pid, 'SIGKILL')
  await killed.run.ended

  const left = await leftBehind()
  expect(left.map(({ runId, unknown }) => ({ runId, unknown }))).toEqual([
    { runId: 'killed-run', unknown: [] },
  ])
  const kinds = left[0]!.left.map(({ entry }) => entry.kind).sort()
  expect(kinds).toEqual(['folder', 'folder', 'postgres', 'process', 'process', 'process', 'role'])

  const { ended, failures } = await clean()
  expect(failures).toEqual([])
  expect(ended.map(({ runId }) => runId)).toEqual(ended.map(() => 'killed-run'))
  expect(identify(killed.made.postgres)).toBeUndefined()
  expect(identify(killed.made.unrecorded)).toBeUndefined()
  expect(processesOfGroup(killed.made.child)).toEqual([])
  expect(existsSync(killed.made.folder)).toBe(false)
  expect(await exists(ours.admin, 'role', killed.made.role)).toBe(false)
  expect(existsSync(killed.made.ledger)).toBe(false)

  expect(identify(living.made.postgres)).toBeDefined()
  expect(identify(living.made.unrecorded)).toBeDefined()
  expect(processesOfGroup(living.made.child)).toHaveLength(2)
  expect(existsSync(living.made.folder)).toBe(true)
  expect(await exists(ours.admin, 'role', living.made.role)).toBe(true)
  expect(existsSync(living.made.ledger)).toBe(true)
  expect(await leftBehind()).toEqual([])

  process.kill(living.run.pid, 'SIGKILL')
  await living.run.ended
  expect((await clean()).failures).toEqual([])
  expect(identify(living.made.postgres)).toBeUndefined()
})

test('what a killed run had paused or stopped is ended too', async () => {
  const { run, made } = await startRun('paused-run')
  await pausePostmaster(identify(made.postgres)!)
  process.kill(-made.child, 'SIGSTOP')
  process.kill(run.pid, 'SIGKILL')
  await run.ended
  expect((await clean()).failures).toEqual([])
  expect(identify(made.postgres)).toBeUndefined()
  expect(processesOfGroup(made.child)).toEqual([])
  expect(existsSync(made.folder)).toBe(false)
})

test('what a killed run had half made in the cache is removed', async () => {
  // Not below the temporary folder, where all of ours may be removed.
  const cache = mkdtempSync('/var/tmp/chartbench-cache-')
  const halfMade = () => readdirSync(cache).filter((name) => name.startsWith(FOLDER_PREFIX))
  onTestFinished(() => rmSync(cache, { recursive: true }))
  vi.stubEnv('BENCH_CACHE', cache)
  onTestFinished(() => void vi.unstubAllEnvs())
  const from = (name: string) => JSON.stringify(join(import.meta.dirname, name))
  const script = `
    const { createLedger } = await import(${from('ledger.ts')})
    const { createTemporaryFolder } = await import(${from('temporaryFolder.ts')})
    createTemporaryFolder(createLedger('half-made'), 'data', ${JSON.stringify(cache)})
    process.kill(process.pid, 'SIGKILL')`
  await using run = spawnChild({
    command: [process.execPath, '--input-type=module', '-e', script],
    role: 'run',
    ledger: keeper,
  })
  expect(await run.ended).toEqual({ code: null, signal: 'SIGKILL' })
  expect(halfMade()).toHaveLength(1)
  expect((await clean()).failures).toEqual([])
  expect(halfMade()).toEqual([])
})

test('a folder that is not ours is refused, and its ledger kept', async () => {
  const script = `
    const { createLedger } = await import(${JSON.stringify(join(import.meta.dirname, 'ledger.ts'))})
    createLedger('stray').intend({ kind: 'folder', path: ${JSON.stringify(import.meta.dirname)} })`
  await using run = spawnChild({
    command: [process.execPath, '--input-type=module', '-e', script],
    role: 'run',
    ledger: keeper,
  })
  expect(await run.ended).toEqual({ code: 0, signal: null })
  const { ended, failures } = await clean()
  expect(ended).toEqual([])
  expect(failures).toMatchObject([{ runId: 'stray', error: { code: 'FOLDER_NOT_OURS' } }])
  expect(existsSync(import.meta.dirname)).toBe(true)
  expect((await leftBehind()).map(({ runId }) => runId)).toEqual(['stray'])
})
