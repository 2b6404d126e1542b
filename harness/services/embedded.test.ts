import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLedger } from '../lifecycle/ledger.ts'
import { readLedger } from '../lifecycle/ledgerFile.ts'
import { identify } from '../lifecycle/process.ts'
import { withCredentials } from './database/url.ts'
import { embeddedPostgres } from './embedded.ts'
import { startTestPostgres, type TestPostgres } from './testPostgres.ts'

let server: TestPostgres
beforeAll(async () => {
  server = await startTestPostgres({ maxConnections: 42 })
})
afterAll(() => server[Symbol.asyncDispose]())

function dataFolder(): string {
  const entry = readLedger(server.ledger.path)
    .open.map((open) => open.entry)
    .find(({ kind }) => kind === 'postgres')
  if (entry?.kind !== 'postgres') throw new Error('no Postgres in the ledger')
  return entry.dataFolder
}

async function setting(name: string): Promise<string> {
  const [row] = await server.admin.query<{ value: string }>('select current_setting($1) as value', [name])
  return row!.value
}

test('can run here and answers, on a Unix socket alone', async () => {
  expect(await embeddedPostgres.probe()).toMatchObject({ ok: true })
  expect(server.postgres).toMatchObject({ provider: 'embedded', mayCreateRoles: true, disposable: true })
  expect(await setting('server_version')).toBe(server.postgres.version)
  expect(await setting('listen_addresses')).toBe('')
  expect(await setting('max_connections')).toBe('42')
  expect(await setting('client_connection_check_interval')).toBe('500ms')
})

test('lets nobody in without the password', async () => {
  const client = new pg.Client({
    connectionString: withCredentials(server.postgres.url, 'postgres', 'guess'),
  })
  await expect(client.connect()).rejects.toMatchObject({ code: '28P01' })
})

test('restarts at the same URL, whether it was running or had crashed, and keeps its data', async () => {
  const { postgres, admin } = server
  await admin.query('create table kept (n int)')
  await admin.query('insert into kept values (1)')
  const first = postgres.pid!
  await postgres.restart!()
  expect(postgres.pid).not.toBe(first)
  expect(identify(first)).toBeUndefined()
  await admin.query('insert into kept values (2)')
  await postgres.stopNow!()
  await expect(admin.query('select 1')).rejects.toThrow()
  await postgres.restart!()
  expect(await admin.query('select n from kept order by n')).toEqual([{ n: 1 }, { n: 2 }])
})

test('a server that cannot start says why and leaves nothing', async () => {
  const ledger = createLedger(`test-fail-${process.pid}`)
  const signal = new AbortController().signal
  const start = embeddedPostgres.start({ ledger, signal, progress: () => {}, maxConnections: -1 })
  const error = await start.catch((thrown) => thrown)
  expect(error).toMatchObject({ code: 'POSTGRES_START_FAILED', exitCode: 3 })
  expect(error.output).toContain('max_connections')
  ledger.close()
  expect(existsSync(ledger.path)).toBe(false)
})

test('an aborted start leaves nothing', async () => {
  const ledger = createLedger(`test-abort-${process.pid}`)
  const abort = new AbortController()
  const start = embeddedPostgres.start({ ledger, signal: abort.signal, progress: () => {} })
  abort.abort(new Error('enough'))
  await expect(start).rejects.toThrow('enough')
  ledger.close()
  expect(existsSync(ledger.path)).toBe(false)
})

test('disposal ends the server and removes its folder, with clients connected', async () => {
  await using other = await startTestPostgres()
  const { pid } = other.postgres
  const open = readLedger(other.ledger.path).open.map(({ entry }) => entry)
  const folder = open.find((entry) => entry.kind === 'folder')!.path
  expect(readdirSync(folder)).toContain('data')
  await other.postgres[Symbol.asyncDispose]()
  expect(identify(pid!)).toBeUndefined()
  expect(existsSync(folder)).toBe(false)
  expect(readLedger(other.ledger.path).open).toEqual([])
  expect(dirname(dataFolder())).not.toBe(folder)
})
