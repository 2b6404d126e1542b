import { afterEach, expect, test, vi } from 'vitest'
import { chooseProvider } from './index.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

function environment(values: { DATABASE_URL?: string; SQLALCHEMY_DATABASE_URI?: string }): void {
  vi.stubEnv('DATABASE_URL', values.DATABASE_URL ?? '')
  vi.stubEnv('SQLALCHEMY_DATABASE_URI', values.SQLALCHEMY_DATABASE_URI ?? '')
}

test('a database named in the environment comes first', async () => {
  environment({ SQLALCHEMY_DATABASE_URI: 'postgresql+psycopg2://me@localhost/charts' })
  const { provider, reason } = await chooseProvider('postgres')
  expect(provider.name).toBe('local')
  expect(reason).toBe('local: SQLALCHEMY_DATABASE_URI is set')
})

test('else the embedded one, with the reasons against the others', async () => {
  environment({})
  const { provider, reason } = await chooseProvider('postgres')
  expect(provider.name).toBe('embedded')
  expect(reason).toMatch(/^embedded: Postgres .*local: DATABASE_URL is not set; docker: .*not built/)
})

test('a wrong URL is an error, not a reason to measure another database', async () => {
  environment({ DATABASE_URL: 'mysql://localhost/charts' })
  await expect(chooseProvider('postgres')).rejects.toMatchObject({ code: 'NO_PROVIDER', exitCode: 3 })
})

test('a provider asked for by name must be able to run', async () => {
  environment({})
  await expect(chooseProvider('postgres', 'local')).rejects.toMatchObject({
    exitCode: 3,
    hint: /DATABASE_URL|set it/,
  })
  await expect(chooseProvider('postgres', 'docker')).rejects.toMatchObject({ exitCode: 3 })
  await expect(chooseProvider('postgres', 'cloud')).rejects.toMatchObject({
    exitCode: 2,
    hint: 'valid provider of postgres names: auto, local, docker, embedded',
  })
})

test('a server that does not answer is named without its password', async () => {
  environment({ DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/charts' })
  const { provider } = await chooseProvider('postgres')
  const ledger = { runId: 'none', path: '', intend: () => ({ made() {}, gone() {} }), close() {} }
  const start = provider.start({ ledger, signal: new AbortController().signal, progress: () => {} })
  const error = await start.catch((thrown) => thrown)
  expect(error).toMatchObject({ code: 'DATABASE_UNREACHABLE', exitCode: 3 })
  expect(error.message).toContain('ECONNREFUSED')
  expect(error.message).not.toContain('secret')
})
