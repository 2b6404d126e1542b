import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  BUCKETS,
  type ChartRow,
  chartHash,
  SENSORS,
  WINDOWS,
} from '../../../strategies/app/protocol/chart.ts'
import { localPostgres } from '../local.ts'
import { startTestPostgres, type TestPostgres } from '../testPostgres.ts'
import { openAdmin } from './admin.ts'
import { exists } from './dropping.ts'
import { expectedHashes } from './expected.ts'
import { prepareDatabase } from './prepare.ts'
import { createTargetRole, type TargetRole } from './role.ts'
import { withCredentials } from './url.ts'
import { watchConnections } from './watch.ts'

let server: TestPostgres
beforeAll(async () => {
  server = await startTestPostgres()
  // Two runs that begin at the same time: one makes the data, the other waits for it.
  await using second = await openAdmin(server.postgres.url)
  const prepared = await Promise.all([prepareDatabase(server.admin), prepareDatabase(second)])
  expect(prepared.map(({ seeded }) => seeded).sort()).toEqual([false, true])
})
afterAll(() => server[Symbol.asyncDispose]())

function makeRole(name: string, connections = 3): Promise<TargetRole> {
  return createTargetRole(server.admin, server.postgres, { name, connections, ledger: server.ledger })
}

async function connect(url: string, application = 'target'): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: url, application_name: application })
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    await client.end()
    throw error
  }
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() })
}

async function chart(client: pg.Client, sensor: number, window: number, waitMs: number) {
  const { rows } = await client.query<ChartRow & { took_us: number }>(
    'select * from bench.chart($1, $2, $3)',
    [sensor, window, waitMs],
  )
  return rows
}

describe('the data', () => {
  test('is the same everywhere and differs from key to key', async () => {
    const expected = await expectedHashes(server.admin)
    expect(Object.keys(expected)).toHaveLength(SENSORS * WINDOWS)
    expect(new Set(Object.values(expected)).size).toBe(SENSORS * WINDOWS)
    const sample = [expected['0/0'], expected['24/7'], expected['49/19']]
    expect(sample).toMatchInlineSnapshot(`
      [
        "9514b91acf44b7c0",
        "63f8708c75ab4e2d",
        "e8d057196e3f2a7f",
      ]
    `)
  })

  test('is read from the index alone', async () => {
    const [pages] = await server.admin.query<{ visible: boolean }>(
      `select relallvisible = relpages as visible from pg_class where oid = 'bench.readings'::regclass`,
    )
    expect(pages!.visible).toBe(true)
  })

  test("is kept, made anew when outdated, and somebody else's schema is left alone", async () => {
    expect(await prepareDatabase(server.admin)).toEqual({ rows: 100_000, seeded: false })
    await server.admin.query('create database other')
    await using other = await openAdmin(server.postgres.url.replace('@/postgres?', '@/other?'))
    await other.query('create schema bench')
    await expect(prepareDatabase(other)).rejects.toMatchObject({ code: 'SCHEMA_NOT_OURS', exitCode: 3 })
    await other.query(`comment on schema bench is 'chartbench data 0, 5 readings'`)
    expect(await prepareDatabase(other, { rows: 96_000 })).toEqual({ rows: 96_000, seeded: true })
    await expect(prepareDatabase(other, { rows: 1_000 })).rejects.toThrow(RangeError)
  })
})

describe('a target', () => {
  test('gets every chart as expected, and the time that it took', async () => {
    await using role = await makeRole('charts')
    await using client = await connect(role.url)
    const expected = await expectedHashes(server.admin)
    for (const [sensor, window] of [
      [0, 0],
      [13, 7],
      [49, 19],
    ] as const) {
      const rows = await chart(client, sensor, window, 20)
      expect(rows).toHaveLength(BUCKETS)
      expect(chartHash({ sensor, window }, rows)).toBe(expected[`${sensor}/${window}`])
      expect(rows[0]!.took_us).toBeGreaterThanOrEqual(20_000)
      expect(new Set(rows.map(({ took_us }) => took_us)).size).toBe(1)
    }
  })

  test('is counted exactly, cancelled and refused queries included', async () => {
    await using role = await makeRole('counted', 5)
    expect(await role.counts()).toEqual({ started: 0, finished: 0 })
    const clients = await Promise.all([1, 2, 3].map(() => connect(role.url)))
    const fourCharts = async (client: pg.Client) => {
      for (const i of [1, 2, 3, 4]) await chart(client, i, i, 1)
    }
    await Promise.all(clients.map(fourCharts))
    expect(await role.counts()).toEqual({ started: 12, finished: 12 })
    const slow = chart(clients[0]!, 1, 1, 60_000)
    const cancelled = expect(slow).rejects.toMatchObject({ code: '57014' })
    await expect.poll(() => role.counts(), { interval: 5 }).toEqual({ started: 13, finished: 12 })
    await server.admin.query(
      `select pg_cancel_backend(pid) from pg_stat_activity where usename = $1 and state = 'active'`,
      [role.name],
    )
    await cancelled
    await expect(chart(clients[1]!, SENSORS, 0, 0)).rejects.toMatchObject({ code: '22023' })
    await expect(chart(clients[1]!, 0, 0, -1)).rejects.toMatchObject({ code: '22023' })
    expect(await role.counts()).toEqual({ started: 13, finished: 12 })
    await Promise.all(clients.map((client) => client.end()))
  })

  test('may hold its budget of connections and not one more', async () => {
    await using role = await makeRole('budget', 2)
    expect(role).toMatchObject({ name: 'bench_budget', enforced: true, note: undefined })
    await using _first = await connect(role.url)
    await using _second = await connect(role.url)
    await expect(connect(role.url)).rejects.toMatchObject({ code: '53300' })
  })

  test('may call the query, keep things of its own, and nothing else', async () => {
    await using role = await makeRole('rights')
    await using client = await connect(role.url)
    for (const statement of [
      'select * from bench.readings',
      `select nextval('bench.bench_rights_started')`,
      'create table bench.mine (n int)',
      'create role other',
    ]) {
      await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' })
    }
    await client.query('create table jobs (n int)')
    const { rows } = await client.query<{ own: string; check: string }>(
      `select current_schema() as own, current_setting('client_connection_check_interval') as check`,
    )
    expect(rows[0]).toEqual({ own: role.name, check: '500ms' })
  })

  test('is gone afterwards, with its connections, running queries and belongings', async () => {
    const role = await makeRole('gone')
    await using client = await connect(role.url)
    await client.query('create table jobs (n int)')
    const slow = chart(client, 1, 1, 60_000)
    const ended = expect(slow).rejects.toThrow()
    await expect.poll(async () => (await role.counts()).started, { interval: 5 }).toBe(1)
    await role[Symbol.asyncDispose]()
    await ended
    expect(await exists(server.admin, 'role', role.name)).toBe(false)
    expect(await exists(server.admin, 'schema', role.name)).toBe(false)
    expect(await server.admin.query(`select from pg_class where relname like 'bench_gone%'`)).toEqual([])
    await role[Symbol.asyncDispose]()
  })
})

describe('without the rights of a superuser', () => {
  async function asUser(name: string, attributes: string) {
    await server.admin.query(`create role ${name} login password 'x' ${attributes}`)
    await server.admin.query(`create database ${name} owner ${name}`)
    const url = withCredentials(server.postgres.url, name, 'x').replace('@/postgres?', `@/${name}?`)
    const admin = await openAdmin(url)
    await prepareDatabase(admin)
    return admin
  }

  test('one who may create roles makes, watches and removes them', async () => {
    await using admin = await asUser('maker', 'createrole')
    const options = { name: 'made', connections: 1, ledger: server.ledger }
    await using watch = await watchConnections(admin.url, { disposable: false, ignore: [admin.backends] })
    {
      await using role = await createTargetRole(admin, { mayCreateRoles: true, disposable: false }, options)
      await using client = await connect(role.url)
      await chart(client, 0, 0, 0)
      expect(await role.counts()).toEqual({ started: 1, finished: 1 })
      expect(await watch.look()).toMatchObject({ connections: 1, holders: [{ role: role.name }] })
      await expect(connect(role.url)).rejects.toMatchObject({ code: '53300' })
    }
    expect(await exists(admin, 'role', 'bench_made')).toBe(false)
  })

  test('one who may not lends the own user, which is said', async () => {
    await using admin = await asUser('lender', '')
    const options = { name: 'lent', connections: 1, ledger: server.ledger }
    {
      await using role = await createTargetRole(admin, { mayCreateRoles: false, disposable: false }, options)
      expect(role).toMatchObject({ name: 'lender', enforced: false, url: admin.url })
      expect(role.note).toContain('not enforced')
      await using client = await connect(role.url)
      await chart(client, 0, 0, 0)
      expect(await role.counts()).toEqual({ started: 1, finished: 1 })
    }
    expect(await admin.query(`select from pg_class where relname like 'lender_%'`)).toEqual([])
  })
})

describe('the local provider', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  async function startLocal(url: string) {
    vi.stubEnv('DATABASE_URL', url)
    const signal = new AbortController().signal
    return localPostgres.start({ ledger: server.ledger, signal, progress: () => {} })
  }

  test('uses the server as it is, and says what the user may do', async () => {
    const { url, version } = server.postgres
    const asSqlalchemy = url.replace('postgres:', 'postgresql+psycopg2:')
    await using local = await startLocal(asSqlalchemy)
    expect(local).toMatchObject({ provider: 'local', version, mayCreateRoles: true, disposable: false })
    expect(local.restart).toBeUndefined()
    await server.admin.query(`create role plain login password 'x'`)
    await using limited = await startLocal(withCredentials(url, 'plain', 'x'))
    expect(limited.mayCreateRoles).toBe(false)
    await using admin = await openAdmin(limited.url)
    await server.admin.query('create database empty')
    await using elsewhere = await openAdmin(limited.url.replace('@/postgres?', '@/empty?'))
    await expect(prepareDatabase(elsewhere)).rejects.toMatchObject({ code: 'SCHEMA_FORBIDDEN', exitCode: 3 })
    // The data of another user is used as it is.
    expect((await prepareDatabase(admin)).seeded).toBe(false)
  })
})

describe('the watch', () => {
  test('sees the peak, who holds it, and what runs, but not the harness', async () => {
    await using role = await makeRole('watched')
    await using watch = await watchConnections(server.postgres.url, {
      intervalMs: 10,
      disposable: true,
      ignore: [server.admin.backends],
    })
    expect(await watch.look()).toMatchObject({ connections: 0, active: 0 })
    {
      await using first = await connect(role.url, 'w1')
      await using _second = await connect(role.url, 'w2')
      await using _stranger = await connect(server.postgres.url, 'bench')
      const slow = chart(first, 0, 0, 100)
      await expect.poll(() => watch.current()?.active, { interval: 5 }).toBe(1)
      await slow
    }
    await expect.poll(() => watch.current()?.connections, { interval: 5 }).toBe(0)
    expect(watch.peak()).toBe(3)
    expect(watch.peaks()).toEqual(
      expect.arrayContaining([
        { role: role.name, application: 'w1', connections: 1, active: 1 },
        { role: role.name, application: 'w2', connections: 1, active: 0 },
        { role: 'postgres', application: 'bench', connections: 1, active: 0 },
      ]),
    )
    expect(watch.failures).toEqual([])
  })

  test('survives a restart, as the counts do', async () => {
    await using role = await makeRole('restarted')
    await using watch = await watchConnections(server.postgres.url, {
      intervalMs: 10,
      disposable: true,
      ignore: [server.admin.backends],
    })
    {
      await using client = await connect(role.url)
      await chart(client, 0, 0, 0)
    }
    await server.postgres.restart!()
    await expect.poll(() => watch.failures.length, { interval: 5 }).toBeGreaterThan(0)
    await using client = await connect(role.url)
    await chart(client, 0, 0, 0)
    // The statement that finds the connection lost fails; the next one has a new connection.
    await server.admin.query('select 1').catch(() => {})
    expect(await role.counts()).toEqual({ started: 2, finished: 2 })
    const before = watch.samples.length
    await expect.poll(() => watch.samples.length, { interval: 5 }).toBeGreaterThan(before)
  })
})
