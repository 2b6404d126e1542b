import { dirname } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { chooseProvider } from './index.ts'
import { localPostgres } from './local.ts'
import { findNginx } from './nginx/binary.ts'

// With no engine to be found: what it decides where there is one is tested with the providers that use it.
beforeEach(() => {
  vi.stubEnv('DOCKER_HOST', 'unix:///nowhere/docker.sock')
})
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

test('else what is installed, and last the embedded one, with the reasons against those before', async () => {
  environment({})
  const { provider, reason } = await chooseProvider('postgres')
  const installed = await localPostgres.probe()
  expect(provider.name).toBe(installed.ok ? 'local' : 'embedded')
  expect(reason).toMatch(
    installed.ok
      ? /^local: Postgres .* from .*\(docker: .*does not answer/
      : /^embedded: Postgres .*docker: .*does not answer.*; local: DATABASE_URL is not set/,
  )
})

test('a wrong URL is an error, not a reason to measure another database', async () => {
  environment({ DATABASE_URL: 'mysql://localhost/charts' })
  await expect(chooseProvider('postgres')).rejects.toMatchObject({ code: 'NO_PROVIDER', exitCode: 3 })
})

test('a provider asked for by name must be able to run', async () => {
  environment({})
  await expect(chooseProvider('postgres', 'docker')).rejects.toMatchObject({ exitCode: 3 })
  await expect(chooseProvider('postgres', 'cloud')).rejects.toMatchObject({
    exitCode: 2,
    hint: 'valid: auto, docker, local, embedded',
  })
})

test('nginx is what is installed, where no engine answers; each that is not there says what helps', async () => {
  vi.stubEnv('BENCH_NGINX', '')
  vi.stubEnv('PATH', dirname(process.execPath))
  const here = findNginx()
  if (here.program) {
    const { provider, reason } = await chooseProvider('nginx')
    expect(provider).toMatchObject({ service: 'nginx', name: 'local' })
    expect(reason).toContain(`local: nginx ${here.program.version} from ${here.program.path} (docker: `)
    expect((await chooseProvider('nginx', 'nginx=local')).reason).not.toContain('docker')
  } else {
    const missing = { message: 'nginx is not installed', hint: 'bench setup nginx installs it' }
    await expect(chooseProvider('nginx', 'local')).rejects.toMatchObject(missing)
  }
  vi.stubEnv('BENCH_NGINX', '/nowhere/nginx')
  const misnamed = 'BENCH_NGINX is /nowhere/nginx, which is no program'
  await expect(chooseProvider('nginx', 'local')).rejects.toMatchObject({
    code: 'NO_PROVIDER',
    exitCode: 3,
    message: misnamed,
  })
  // With several to choose from, each is told with what helps it.
  await expect(chooseProvider('nginx')).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(`^nginx: docker: .*; local: ${misnamed}$`),
    hint: expect.stringMatching(/^docker: start that engine, .*\nlocal: correct it, or unset it$/),
  })
})

test('one name holds for the services that have it; a name for one service must be its own', async () => {
  environment({})
  vi.stubEnv('BENCH_NGINX', '/nowhere/nginx')
  // There is no embedded nginx, so this leaves nginx to `auto`.
  await expect(chooseProvider('nginx', 'embedded')).rejects.toMatchObject({ exitCode: 3 })
  await expect(chooseProvider('nginx', 'postgres=embedded')).rejects.toMatchObject({ exitCode: 3 })
  expect((await chooseProvider('postgres', 'postgres=embedded,nginx=local')).provider.name).toBe('embedded')
  for (const service of ['nginx', 'postgres'] as const)
    await expect(chooseProvider(service, 'nginx=embedded')).rejects.toMatchObject({
      exitCode: 2,
      hint: 'valid: auto, docker, local',
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
