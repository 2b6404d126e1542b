import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { prepareDatabase } from '../../harness/services/database/prepare.ts'
import { createTargetRole, type TargetRole } from '../../harness/services/database/role.ts'
import { watchConnections } from '../../harness/services/database/watch.ts'
import { startTestPostgres, type TestPostgres } from '../../harness/services/testPostgres.ts'
import { spawnServerProcess } from '../../harness/target/serverProcess.ts'
import { nowUs } from '../app/clock.ts'
import type { QueryResult } from '../app/query/contract.ts'
import { defaultSettings, type QueryMode } from '../app/settings.ts'
import type { ServerProcess } from '../contract.ts'
import { QueueRunner } from './web/queueRunner.ts'
import { Lives } from './work/lives.ts'
import { onTheLoop } from './work/way.ts'

let server: TestPostgres
beforeAll(async () => {
  server = await startTestPostgres()
  await prepareDatabase(server.admin)
}, 30_000)
afterAll(() => server[Symbol.asyncDispose]())

const ENDLESS_MS = 30_000
let roles = 0

/** A role of its own for a test: Postgres itself refuses connection P + 1. */
async function makeRole(connections: number, ownTables = true): Promise<TargetRole> {
  const { admin, postgres, ledger } = server
  const role = await createTargetRole(admin, postgres, {
    connections,
    name: `queue_${++roles}`,
    ledger,
    ownTables,
  })
  onTestFinished(() => role[Symbol.asyncDispose]())
  return role
}

function startWeb({ url, schema }: TargetRole, web = 'web/w1'): QueueRunner {
  const runner = new QueueRunner({ url, schema, application: 'bench/w1', web })
  onTestFinished(() => runner.stop())
  return runner
}

/** The worker's part, on this loop. */
async function startWork({ url, schema }: TargetRole, slots: number, name = 'worker'): Promise<void> {
  const lives = new Lives({ url, schema, name, slots, way: onTheLoop })
  onTestFinished(() => lives.stop())
  await lives.start()
}

/** The worker's part in a process of its own, which can be killed. */
async function startProcess(role: TargetRole, slots: number, queryMode: QueryMode): Promise<ServerProcess> {
  const child = await spawnServerProcess({
    entry: new URL('./worker.ts', import.meta.url),
    assignment: { role: 'worker', worker: 'worker', slots: [slots] },
    settings: {
      ...defaultSettings,
      allowedOrigins: [],
      databaseUrl: role.url,
      schema: role.schema,
      connections: slots + 2,
      queryMode,
      secret: 'ab'.repeat(16),
    },
    ledger: server.ledger,
    signal: new AbortController().signal,
    processesChanged: () => {},
    lost: () => {},
  })
  onTestFinished(() => child.stop())
  return child
}

/** A web process's part and a worker's, which share `slots` + 2 connections. */
async function startQueue(slots: number): Promise<{ role: TargetRole; runner: QueueRunner }> {
  const role = await makeRole(slots + 2)
  const runner = startWeb(role)
  await startWork(role, slots)
  return { role, runner }
}

let keys = 0

/** Somebody who waits for a chart, and all that is heard meanwhile. */
class User {
  readonly positions: number[] = []
  readonly startedUs: number[] = []
  readonly result: Promise<QueryResult>
  readonly #leaving = new AbortController()
  readonly #heard = new Set<() => void>()

  constructor(runner: QueueRunner, waitMs: number) {
    this.result = runner.run({ sensor: keys++ % 50, window: 3 }, waitMs, {
      signal: this.#leaving.signal,
      queued: (position) => {
        this.positions.push(position)
        this.#tell()
      },
      running: () => {
        this.startedUs.push(nowUs())
        this.#tell()
      },
    })
    // Who is interested asks for it later.
    this.result.catch(() => {})
  }

  leave(): void {
    this.#leaving.abort()
  }

  /** Resolves once `what` holds. */
  async until(what: (user: User) => boolean): Promise<void> {
    while (!what(this)) await new Promise<void>((resolve) => this.#heard.add(resolve))
  }

  #tell(): void {
    for (const heard of this.#heard) heard()
    this.#heard.clear()
  }
}

function crowd(runner: QueueRunner, count: number, waitMs: number): User[] {
  return Array.from({ length: count }, () => new User(runner, waitMs))
}

const started = (times: number) => (user: User) => user.startedUs.length >= times

/** Ends the backends that call themselves so, as an administrator would. */
async function terminate(application: string): Promise<void> {
  await server.admin.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where application_name like $1',
    [application],
  )
}

describe('the queue', () => {
  it('gives the chart, the stages of the worker and the duration of the database', async () => {
    const { role, runner } = await startQueue(2)
    const sinceUs = nowUs()
    const { rows, queryUs, connectedUs, resultUs, queries } = await new User(runner, 50).result
    expect(rows).toHaveLength(20)
    expect(queries).toBe(1)
    expect(queryUs).toBeGreaterThanOrEqual(50_000)
    const order = [sinceUs, connectedUs, connectedUs + queryUs, resultUs, nowUs()]
    expect(order).toEqual(order.toSorted((one, other) => one - other))
    expect(await role.counts()).toEqual({ started: 1, finished: 1 })
  })

  it('runs every query once, in the order of asking, on at most P connections', async () => {
    const { role, runner } = await startQueue(3)
    const watching = { disposable: true, ignore: [server.admin.backends], intervalMs: 5 }
    await using watch = await watchConnections(server.postgres.url, watching)
    const users = crowd(runner, 30, 20)
    const results = await Promise.all(users.map((user) => user.result))
    expect(results.every(({ rows, queries }) => rows.length > 0 && queries === 1)).toBe(true)
    expect(await role.counts()).toEqual({ started: 30, finished: 30 })
    // Three at a time may start in any order among themselves.
    const order = results.map(({ connectedUs }, i) => ({ connectedUs, i }))
    order.sort((a, b) => a.connectedUs - b.connectedUs)
    for (const [at, { i }] of order.entries()) expect(Math.abs(at - i)).toBeLessThanOrEqual(3)
    expect(watch.peak()).toBeLessThanOrEqual(5)
  })

  it('tells who waits a position, and that it moves', async () => {
    const { runner } = await startQueue(1)
    const users = crowd(runner, 3, 700)
    await Promise.all(users.map((user) => user.result))
    expect(users.map(({ positions }) => positions)).toEqual([[], [0], [1, 0]])
  })

  it('does not start the query of who has left while waiting', async () => {
    const { role, runner } = await startQueue(1)
    const first = new User(runner, ENDLESS_MS)
    const [second, third] = crowd(runner, 2, 5) as [User, User]
    await second.until(({ positions }) => positions.length > 0)
    second.leave()
    await expect(second.result).rejects.toMatchObject({ code: 'CANCELLED' })
    first.leave()
    await third.result
    expect(await role.counts()).toEqual({ started: 2, finished: 1 })
    expect(runner.usage()).toEqual({ inUse: 0, waiting: 0 })
  })

  it('cancels a running query, and never the next one on its connection', async () => {
    const { role, runner } = await startQueue(1)
    for (let round = 0; round < 15; round++) {
      const leaver = new User(runner, ENDLESS_MS)
      const next = new User(runner, 5)
      await leaver.until(started(1))
      leaver.leave()
      await expect(leaver.result).rejects.toMatchObject({ code: 'CANCELLED' })
      expect((await next.result).queries).toBe(1)
    }
    expect(await role.counts()).toMatchObject({ finished: 15 })
    const left = await server.admin.query(`select number from ${role.schema}.jobs, ${role.schema}.asked`)
    expect(left).toEqual([])
  })

  it.each(['async', 'blocking'] as const)(
    '%s: runs the jobs of a killed worker again, at once',
    async (mode) => {
      const role = await makeRole(5)
      const runner = startWeb(role)
      const worker = await startProcess(role, 3, mode)
      const users = crowd(runner, 3, ENDLESS_MS)
      await Promise.all(users.map((user) => user.until(started(1))))
      process.kill(worker.pid, 'SIGKILL')
      await worker.ended
      // What is measured is what the successor needs once it runs, not how long this machine starts a process.
      const readyUs = startProcess(role, 3, mode).then(() => nowUs())
      await Promise.all(users.map((user) => user.until(started(2))))
      const tookMs = (Math.max(...users.map(({ startedUs }) => startedUs[1]!)) - (await readyUs)) / 1_000
      expect(tookMs).toBeLessThan(1_000)
      for (const user of users) user.leave()
      await Promise.allSettled(users.map((user) => user.result))
      // Who leaves at once may be faster than the query.
      expect((await role.counts()).finished).toBe(0)
    },
  )

  it('gives everybody a chart although Postgres is restarted in the middle', async () => {
    const { role, runner } = await startQueue(3)
    const users = crowd(runner, 9, 500)
    await users[3]!.until(started(1))
    await server.postgres.restart!()
    const results = await Promise.all(users.map((user) => user.result))
    expect(results.every(({ rows }) => rows.length > 0)).toBe(true)
    const starts = results.reduce((sum, { queries = 1 }) => sum + queries, 0)
    const counts = await role.counts()
    // One may have ended in Postgres and its outcome not have been written yet: it ran once more.
    expect(counts.finished).toBeGreaterThanOrEqual(9)
    expect(counts.finished).toBeLessThanOrEqual(starts)
    // One that was announced may not have reached the database.
    expect(counts.started).toBeLessThanOrEqual(starts)
    expect(starts).toBeLessThanOrEqual(12)
  })

  it('finds what it was told while its connection was lost', async () => {
    const { role, runner } = await startQueue(3)
    const users = crowd(runner, 9, 150)
    await users[0]!.until(started(1))
    await terminate('bench/w1')
    const results = await Promise.all(users.map((user) => user.result))
    expect(results.every(({ queries }) => queries === 1)).toBe(true)
    expect(await role.counts()).toEqual({ started: 9, finished: 9 })
  })

  it('runs again what was under way when the connections of the worker are lost', async () => {
    const { role, runner } = await startQueue(2)
    // The first two run long enough to be under way together, however late a busy machine starts the second.
    const users = [...crowd(runner, 2, 2_000), ...crowd(runner, 2, 20)]
    await Promise.all(users.slice(0, 2).map((user) => user.until(started(1))))
    await terminate('bench/worker%')
    const results = await Promise.all(users.map((user) => user.result))
    expect(results.map(({ queries }) => queries)).toEqual([2, 2, 1, 1])
    expect(await role.counts()).toMatchObject({ finished: 4 })
  })

  it('finds a result that nobody has told it of', async () => {
    const { role, runner } = await startQueue(1)
    const [busy, waiting] = crowd(runner, 2, ENDLESS_MS) as [User, User]
    await waiting.until(({ positions }) => positions.length > 0)
    const result = { rows: [], queryUs: 1, connectedUs: 2, resultUs: 3 }
    await server.admin.query(`update ${role.schema}.asked set runs = 1, outcome = $1 where runs = 0`, [
      JSON.stringify({ ok: true, result }),
    ])
    expect(await waiting.result).toMatchObject(result)
    busy.leave()
  })

  it('removes what a web process before it has asked', async () => {
    const role = await makeRole(4)
    const before = startWeb(role, 'web/w1')
    await startWork(role, 1)
    const [running, waiting] = crowd(before, 2, ENDLESS_MS) as [User, User]
    await waiting.until(({ positions }) => positions.length > 0)
    const after = startWeb(role, 'web/w1-2')
    expect((await new User(after, 5).result).queries).toBe(1)
    expect(await role.counts()).toEqual({ started: 2, finished: 1 })
    for (const user of [running, waiting]) user.leave()
  })

  it('leaves alone what another worker runs, and takes over when that is dead', async () => {
    const role = await makeRole(8)
    const runner = startWeb(role)
    const first = await startProcess(role, 1, 'async')
    const endless = new User(runner, ENDLESS_MS)
    await endless.until(started(1))
    await startWork(role, 1, 'second')
    expect((await new User(runner, 5).result).queries).toBe(1)
    expect(await role.counts()).toEqual({ started: 2, finished: 1 })
    process.kill(first.pid, 'SIGKILL')
    // Nobody comes in its place.
    await endless.until(started(2))
    endless.leave()
  })

  it('says what right it lacks', async () => {
    const role = await makeRole(3, false)
    await expect(startWork(role, 1)).rejects.toThrow(/needs CREATE on the database postgres/)
  })
})
