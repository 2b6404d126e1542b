import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { PlannedFault } from '../../scenarios/faults.ts'
import { nowUs } from '../../strategies/app/clock.ts'
import type { FaultKind } from '../../strategies/contract.ts'
import { type Child, spawnChild } from '../lifecycle/children.ts'
import { childrenOf, lookUp } from '../lifecycle/process.ts'
import { startTestPostgres, type TestPostgres } from '../services/testPostgres.ts'
import { type FaultParts, startFaults } from './faults.ts'

const signals: Partial<Record<FaultKind, NodeJS.Signals>> = { stop: 'SIGSTOP', continue: 'SIGCONT' }

let server: TestPostgres
let child: Child
let cuts = 0
const abort = new AbortController()
beforeAll(async () => {
  server = await startTestPostgres()
  child = spawnChild({ command: ['sleep', '1000'], role: 'worker', ledger: server.ledger, stdout: 'ignore' })
})
afterAll(async () => {
  await child.stop({ graceMs: 0 })
  await server[Symbol.asyncDispose]()
})
afterEach(() => {
  cuts = 0
})

/** A target of one real process, to which faults are the signals that they are. */
function parts(): FaultParts {
  const roles = { server: { faults: ['kill', 'stop', 'continue'], death: 'sessions-fail' } } as const
  return {
    target: {
      ready: { capabilities: { roles } } as unknown as FaultParts['target']['ready'],
      processes: () => [{ role: 'server', pid: child.pid, worker: 'w1' }],
      async fault(kind, role, index) {
        if (role !== 'server' || index !== 0) throw new Error(`there is no process ${index} of role ${role}`)
        process.kill(child.pid, signals[kind])
      },
    },
    postgres: server.postgres,
    driver: { cut: () => cuts++ },
  }
}

function planned(what: PlannedFault['what'], role: string, changes: Partial<PlannedFault> = {}) {
  return { atMs: 0, what, role, index: 0, forMs: null, ...changes }
}

const isPaused = () =>
  [lookUp(server.postgres.pid!)!, ...childrenOf(server.postgres.pid!)].every(({ stopped }) => stopped)

test('each at its time: sockets cut, a process stopped for a while, Postgres paused', async () => {
  const faults = [
    planned('cut', 'sockets'),
    planned('stop', 'worker', { forMs: 40 }),
    planned('pause', 'postgres', { atMs: 60, forMs: 40 }),
  ]
  const running = startFaults(faults, parts(), nowUs(), new AbortController().signal)
  await server.admin.query('select pg_sleep(0.2)')
  await running.end()
  expect(cuts).toBe(1)
  expect(running.records.map(({ ok, detail }) => [ok, detail])).toEqual([
    [true, 'every open socket'],
    [true, `server w1, process ${child.pid}`],
    [true, 'all its processes'],
  ])
  const [, stop, pause] = running.records
  expect(stop!.doneMs).toBeGreaterThanOrEqual(40)
  expect(pause!.doneMs).toBeGreaterThanOrEqual(100)
  expect(lookUp(child.pid)!.stopped).toBe(false)
})

test('what was stopped or paused goes on when the users have left, and what was to come does not', async () => {
  const faults = [
    planned('stop', 'worker', { forMs: 60_000 }),
    planned('pause', 'postgres', { forMs: 60_000 }),
    planned('cut', 'sockets', { atMs: 30_000 }),
  ]
  const running = startFaults(faults, parts(), nowUs(), new AbortController().signal)
  await expect.poll(isPaused).toBe(true)
  await expect.poll(() => lookUp(child.pid)!.stopped).toBe(true)
  await running.end()
  expect(lookUp(child.pid)!.stopped).toBe(false)
  expect(await server.admin.query('select 1 as one')).toEqual([{ one: 1 }])
  expect(running.records.map(({ ok }) => ok)).toEqual([true, true, false])
  expect(running.records[2]!.detail).toBe('every user had left before it')
  expect(cuts).toBe(0)
})

test('an interrupt ends them at once', async () => {
  const faults = [planned('pause', 'postgres', { forMs: 60_000 })]
  const running = startFaults(faults, parts(), nowUs(), abort.signal)
  await expect.poll(isPaused).toBe(true)
  abort.abort()
  await running[Symbol.asyncDispose]()
  expect(await server.admin.query('select 1 as one')).toEqual([{ one: 1 }])
})

test('what cannot be done is recorded, and nothing else is disturbed by it', async () => {
  const faults = [planned('stop', 'worker', { index: 3, forMs: 10 }), planned('kill', 'proxy')]
  const running = startFaults(faults, parts(), nowUs(), new AbortController().signal)
  await expect.poll(() => running.records.every(({ detail }) => detail !== '')).toBe(true)
  await running.end()
  expect(running.records.map(({ ok, detail, doneMs }) => [ok, detail, doneMs])).toEqual([
    [false, 'there is no process 3 of role server', null],
    [false, 'it has no proxy to kill', null],
  ])
})
