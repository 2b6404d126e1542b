import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLedger, type Ledger } from '../lifecycle/ledger.ts'
import { openAdmin } from './database/admin.ts'
import { prepareDatabase } from './database/prepare.ts'
import { findBinaries, runnableBinaries } from './embedded/package.ts'
import { findPrograms } from './local/programs.ts'
import { localPostgres } from './local.ts'
import { serverUser } from './serverUser.ts'

// The programs that npm brought along stand for those of the machine: their folder is put on the PATH.

let folder: string
let ledger: Ledger
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chartbench-test-'))
  ledger = createLedger(`test-local-${process.pid}`)
  vi.stubEnv('DATABASE_URL', '')
  vi.stubEnv('SQLALCHEMY_DATABASE_URI', '')
})
afterEach(() => {
  vi.unstubAllEnvs()
  ledger.close()
  rmSync(folder, { recursive: true })
})

function embedded() {
  return runnableBinaries(findBinaries()!, serverUser(), tmpdir(), () => {})
}

/** A folder with programs of these names that say what `script` prints. */
function fakePrograms(script: string): string {
  for (const name of ['initdb', 'postgres'])
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return folder
}

test('the first that is on the PATH is started, on a Unix socket alone, and serves the chart schema', async () => {
  vi.stubEnv('PATH', `${embedded().bin}:${process.env.PATH}`)
  const probed = await localPostgres.probe()
  expect(probed).toEqual({ ok: true, reason: expect.stringMatching(/^Postgres 18\.\d+ from \//) })
  const signal = new AbortController().signal
  await using postgres = await localPostgres.start({ ledger, signal, progress: () => {} })
  expect(postgres).toMatchObject({ provider: 'local', mayCreateRoles: true, disposable: true })
  expect(postgres.restart && postgres.pause && postgres.resume && postgres.stopNow).toBeTypeOf('function')
  await using admin = await openAdmin(postgres.url)
  await prepareDatabase(admin)
  const [row] = await admin.query<{ tcp: string }>("select current_setting('listen_addresses') as tcp")
  expect(row).toEqual({ tcp: '' })
})

test('a link to the server leads to its folder', () => {
  const bin = join(folder, 'links')
  mkdirSync(bin)
  symlinkSync(join(embedded().bin, 'postgres'), join(bin, 'postgres'))
  vi.stubEnv('PATH', bin)
  expect(findPrograms().binaries?.bin).toBe(embedded().bin)
})

test('a database that the environment names comes before programs', async () => {
  vi.stubEnv('PATH', `${embedded().bin}:${process.env.PATH}`)
  vi.stubEnv('DATABASE_URL', 'postgres://me@127.0.0.1:1/charts')
  expect(await localPostgres.probe()).toEqual({ ok: true, reason: 'DATABASE_URL is set' })
})

test.each([
  ['is too old', 'echo "postgres (PostgreSQL) 13.9"', /13\.9, and 14 is the least/],
  ['does not run', 'echo broken >&2; exit 1', /cannot be run.*broken/],
])('a server that %s is passed over, and said why where there is no other', (_, script, reason) => {
  vi.stubEnv('PATH', fakePrograms(script))
  const found = findPrograms()
  // A machine may have another one where Debian or Homebrew put it.
  if (found.binaries) expect(found.binaries.bin).not.toBe(folder)
  else expect(found.refusal.reason).toMatch(reason)
})

test('client tools alone are no server', () => {
  writeFileSync(join(folder, 'psql'), '#!/bin/sh\n', { mode: 0o755 })
  vi.stubEnv('PATH', folder)
  const found = findPrograms()
  if (found.binaries) expect(found.binaries.bin).not.toBe(folder)
  else expect(found.refusal).toMatchObject({ ok: false, hint: expect.stringContaining('DATABASE_URL') })
})
