import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { offlineImage } from '../../harness/containers/offlineImages.ts'
import { docker, engineWith, labelled, type RunningContainer, removeContainers, start } from './docker.ts'

const image = offlineImage('postgres')
const engine = await engineWith(image)

let folder = ''
beforeAll(() => {
  folder = mkdtempSync('/var/tmp/chartbench-postgres-image-')
})
afterAll(() => rmSync(folder, { recursive: true }))
afterAll(removeContainers)

/** Waits until it is reached by TCP, which is not before everything has been prepared. */
async function ready({ exec, name }: RunningContainer): Promise<void> {
  try {
    await exec(
      'sh',
      '-c',
      'until pg_isready --quiet --host=127.0.0.1 --username=postgres; do sleep 0.05; done',
    )
  } catch (error) {
    throw new Error(await docker('logs', name), { cause: error })
  }
}

/** One value, asked for by TCP with a password, or through the socket. */
async function ask({ exec }: RunningContainer, query: string, login: Login = {}): Promise<string> {
  const { user = 'postgres', database = user, password } = login
  const host = password === undefined ? [] : ['--host=127.0.0.1']
  const options = [`--username=${user}`, `--dbname=${database}`, ...host, '--no-password', '--tuples-only']
  const answer = await exec(
    'env',
    `PGPASSWORD=${password ?? ''}`,
    'psql',
    ...options,
    '--no-align',
    `--command=${query}`,
  )
  return answer.trim()
}

interface Login {
  readonly user?: string
  readonly database?: string
  readonly password?: string
}

/** Preparing the data waits for the disk otherwise. */
const noSync = '--env=POSTGRES_INITDB_ARGS=--no-sync'

describe.skipIf(!engine)('Postgres from packages, used like the official image', { timeout: 90_000 }, () => {
  test('honours every variable, scripts and arguments, as any user, with nothing but its data to write to', async () => {
    const scripts = mkdtempSync(join(folder, 'scripts-'))
    const script = (name: string, content: string | Buffer) =>
      writeFileSync(join(scripts, name), content, { mode: 0o644 })
    script('1.sql', 'create table steps (step text);')
    script('2.sql.gz', gzipSync("insert into steps values ('zipped');"))
    script(
      '3.sh',
      `pg_isready --quiet --host=127.0.0.1 --username=ann && seen=public || seen=private
      psql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "insert into steps values ('$seen')"`,
    )
    writeFileSync(join(folder, 'password'), 'from a file\n', { mode: 0o644 })
    chmodSync(scripts, 0o755)
    await using postgres = await start(
      ...['--read-only', '--user', '12345', '--cap-drop', 'ALL', '--tmpfs', '/tmp'],
      ...['--tmpfs', '/var/run/postgresql:uid=12345', '--tmpfs', '/data:uid=12345'],
      ...[`--volume=${join(folder, 'password')}:/password:ro`, '--env=POSTGRES_PASSWORD_FILE=/password'],
      ...[`--volume=${scripts}:/docker-entrypoint-initdb.d:ro`, '--env=PGDATA=/data/here'],
      ...['--env=POSTGRES_USER=ann', '--env=POSTGRES_DB=things'],
      "--env=POSTGRES_INITDB_ARGS=--no-sync --data-checksums --encoding='SQL_ASCII'",
      ...[image, '-c', 'max_connections=33'],
    )
    await ready(postgres)
    const login = { user: 'ann', database: 'things', password: 'from a file' }
    expect(await ask(postgres, 'select string_agg(step, $$ $$) from steps', login)).toBe('zipped private')
    expect(await ask(postgres, 'show max_connections', login)).toBe('33')
    expect(await ask(postgres, 'show data_checksums', login)).toBe('on')
    expect(await ask(postgres, 'show server_encoding', login)).toBe('SQL_ASCII')
    expect(await ask(postgres, 'show data_directory', login)).toBe('/data/here')
    expect(await ask(postgres, 'show listen_addresses', login)).toBe('*')
    await expect(ask(postgres, 'select 1', { ...login, password: 'wrong' })).rejects.toThrow(/password/)
  })

  test('as root it drops to a user without rights, keeps its data, and stops by its own signal', async () => {
    await using postgres = await start('--env=POSTGRES_PASSWORD=secret', noSync, image)
    await ready(postgres)
    expect(await postgres.exec('sh', '-c', 'grep Uid: /proc/1/status')).not.toMatch(/\s0\s/)
    await ask(postgres, 'create table kept ()')
    await docker('stop', postgres.name)
    expect(await docker('logs', postgres.name)).toMatch(
      /received fast shutdown request[\s\S]*is shut down\s*$/,
    )
    await docker('start', postgres.name)
    await ready(postgres)
    expect(await ask(postgres, 'select count(*) from kept', { password: 'secret' })).toBe('0')
  })

  test('without a password it does not start, unless nobody is to be asked for one', async () => {
    await expect(docker('run', '--rm', ...labelled, image)).rejects.toThrow(/POSTGRES_PASSWORD/)
    await using postgres = await start('--env=POSTGRES_HOST_AUTH_METHOD=trust', noSync, image)
    await ready(postgres)
    expect(await ask(postgres, 'select 7', { password: '' })).toBe('7')
  })

  test('runs another command as it stands', async () => {
    expect(await docker('run', '--rm', ...labelled, image, 'postgres', '--version')).toMatch(
      /PostgreSQL\) \d/,
    )
    expect(await docker('run', '--rm', ...labelled, image, 'id', '-u')).toBe('0\n')
  })
})
