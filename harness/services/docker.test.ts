import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ContainerNetwork, containerNetworks, type Engine } from '../containers/engine.ts'
import { chooseImage } from '../containers/images.ts'
import { clientOf } from '../containers/library.ts'
import { containersOfRun } from '../containers/testContainers.ts'
import { testEngine } from '../containers/testEngine.ts'
import { changedImage } from '../containers/testImage.ts'
import { spawnChild } from '../lifecycle/children.ts'
import { clean } from '../lifecycle/clean.ts'
import { readLedger } from '../lifecycle/ledgerFile.ts'
import { findFreePort, LOOPBACK } from '../lifecycle/ports.ts'
import { childrenOf, identify } from '../lifecycle/process.ts'
import { testLedger } from '../lifecycle/testLedger.ts'
import { listeningAddresses } from '../lifecycle/testListeners.ts'
import type { Postgres } from './contract.ts'
import { type Admin, openAdmin } from './database/admin.ts'
import { withCredentials } from './database/url.ts'
import { placeOf } from './docker/data.ts'
import type { PostgresImage } from './docker/image.ts'
import { startPostgresContainer } from './docker/postgres.ts'
import { startOnPort } from './docker/server.ts'
import { isPortTaken } from './docker/words.ts'
import { dockerPostgres } from './docker.ts'

const DATA = '/var/lib/postgresql/data'
const SLOW_MS = 120_000

const engine = (await testEngine('postgres'))!
const ledger = testLedger('docker-postgres')

// What a start keeps for those that follow.
let cache: string
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'chartbench-cache-'))
})
afterAll(() => rmSync(cache, { recursive: true }))
beforeEach(() => {
  vi.stubEnv('BENCH_CACHE', cache)
})
afterEach(() => {
  vi.unstubAllEnvs()
})

async function imageOn(network: ContainerNetwork): Promise<PostgresImage> {
  const { reference, here } = await chooseImage(engine, 'postgres')
  const used: Engine = { ...engine, network }
  return { engine: used, reference, facts: here! }
}

interface StartOptions {
  readonly signal?: AbortSignal
  readonly maxConnections?: number
  readonly cpus?: string
  readonly progress?: (line: string) => void
}

function start(image: PostgresImage, options: StartOptions = {}): Promise<Postgres> {
  const signal = new AbortController().signal
  return startPostgresContainer(image, { ledger: ledger(), signal, progress: () => {}, ...options })
}

/** The containers of a run, with the volumes that were made for them. */
async function containersOf(runId: string) {
  return (await containersOfRun(engine, runId)).map(({ Id, State, Mounts }) => ({
    id: Id,
    isRunning: State === 'running',
    volumes: Mounts.map(({ Name }) => Name).filter((name) => name !== undefined),
  }))
}

async function volumesLeftOf(names: readonly string[]): Promise<string[]> {
  const { Volumes } = await (await clientOf(engine)).listVolumes()
  return Volumes.map(({ Name }) => Name).filter((name) => names.includes(name))
}

async function settingOf(admin: Admin, name: string): Promise<string> {
  const [row] = await admin.query<{ value: string }>('select current_setting($1) as value', [name])
  return row!.value
}

describe.skipIf(!engine).each(engine?.networks ?? containerNetworks)(
  'a Postgres in a container, network: %s',
  (network) => {
    let image: PostgresImage
    let postgres: Postgres
    let admin: Admin
    beforeAll(async () => {
      vi.stubEnv('BENCH_CACHE', cache)
      image = await imageOn(network)
      postgres = await start(image, { maxConnections: 42 })
      admin = await openAdmin(postgres.url)
    }, SLOW_MS)
    afterAll(async () => {
      await admin?.[Symbol.asyncDispose]()
      await postgres?.[Symbol.asyncDispose]()
    })

    test('answers, on 127.0.0.1 alone, with the settings of every Postgres of ours', async () => {
      expect(postgres).toMatchObject({ provider: 'docker', mayCreateRoles: true, disposable: true })
      expect(await settingOf(admin, 'server_version')).toBe(postgres.version)
      expect(await settingOf(admin, 'max_connections')).toBe('42')
      expect(await settingOf(admin, 'client_connection_check_interval')).toBe('500ms')
      expect(await settingOf(admin, 'fsync')).toBe('off')
      const { hostname, port } = new URL(postgres.url)
      expect(hostname).toBe(LOOPBACK)
      expect(listeningAddresses(Number(port))).toEqual(['0100007F'])
    })

    test('keeps a megabyte of log', async () => {
      const [running] = await containersOf(ledger().runId)
      const { HostConfig } = await (await clientOf(engine)).getContainer(running!.id).inspect()
      expect(HostConfig.LogConfig).toEqual({ Type: 'json-file', Config: { 'max-size': '1m' } })
    })

    test('lets nobody in without the password', async () => {
      for (const password of ['guess', '']) {
        const connectionString = withCredentials(postgres.url, 'postgres', password)
        const client = new pg.Client({ connectionString })
        await expect(client.connect()).rejects.toThrow(/password/)
      }
    })

    test(
      'restarts at the same URL, whether it was running or had crashed, and keeps its data',
      async () => {
        await admin.query('create table kept (n int)')
        await admin.query('insert into kept values (1)')
        const first = postgres.pid
        await postgres.restart!()
        if (first !== undefined) {
          expect(postgres.pid).not.toBe(first)
          expect(identify(first)).toBeUndefined()
        }
        await using second = await openAdmin(postgres.url)
        await second.query('insert into kept values (2)')
        await postgres.stopNow!()
        await postgres.stopNow!()
        await expect(second.query('select 1')).rejects.toThrow()
        await postgres.restart!()
        await using third = await openAdmin(postgres.url)
        expect(await third.query('select n from kept order by n')).toEqual([{ n: 1 }, { n: 2 }])
      },
      SLOW_MS,
    )
  },
)

describe.skipIf(!engine)('a Postgres in a container', () => {
  let image: PostgresImage
  let postgres: Postgres
  beforeAll(async () => {
    vi.stubEnv('BENCH_CACHE', cache)
    image = await imageOn('host')
    postgres = await start(image, { cpus: '0' })
  }, SLOW_MS)
  afterAll(async () => {
    await postgres?.[Symbol.asyncDispose]()
  })

  test.skipIf(!engine?.sharesKernel)('keeps to the CPUs that it is given', () => {
    for (const { pid } of [{ pid: postgres.pid! }, ...childrenOf(postgres.pid!)])
      expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Cpus_allowed_list:\s+0$/m)
  })

  test.skipIf(!engine?.sharesKernel)('its processes are those of a user without rights', async () => {
    const pid = postgres.pid!
    const backends = childrenOf(pid)
    expect(backends.length).toBeGreaterThan(3)
    for (const one of [pid, ...backends.map((backend) => backend.pid)]) {
      const status = readFileSync(`/proc/${one}/status`, 'utf8')
      expect(status).toMatch(/^Name:\s+postgres$/m)
      expect(status).not.toMatch(/^Uid:\s+0\s/m)
      expect(status).toMatch(/^CapEff:\s+0+$/m)
      expect(status).toMatch(/^CapBnd:\s+0+$/m)
      expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
    }
  })

  test(
    'paused, nothing answers; resumed, what was asked is answered; a restart ends a pause',
    async () => {
      await using other = await openAdmin(postgres.url)
      const { pid } = postgres
      await postgres.pause!()
      await postgres.pause!()
      let answered = false
      const asked = other.query('select 1 as one').then((rows) => {
        answered = true
        return rows
      })
      const [state] = await containersOf(ledger().runId)
      expect(state).toMatchObject({ isRunning: false })
      expect(answered).toBe(false)
      await postgres.resume!()
      await postgres.resume!()
      expect(await asked).toEqual([{ one: 1 }])
      expect(postgres.pid).toBe(pid)
      await postgres.pause!()
      await postgres.restart!()
      await using another = await openAdmin(postgres.url)
      expect(await another.query('select 2 as two')).toEqual([{ two: 2 }])
    },
    SLOW_MS,
  )

  test(
    'a port that somebody has is told apart from other failures',
    async () => {
      const taken = createServer()
      taken.listen(await findFreePort(), LOOPBACK)
      await once(taken, 'listening')
      const { port } = taken.address() as { port: number }
      const context = { ledger: ledger(), signal: new AbortController().signal, progress: () => {} }
      const started = startOnPort(image, { password: 'any' }, port, {}, context)
      const error = await started.catch((thrown) => thrown)
      taken.close()
      expect(isPortTaken(error)).toBe(true)
    },
    SLOW_MS,
  )

  test(
    'a server that cannot start says why and leaves nothing',
    async () => {
      const before = readLedger(ledger().path).open
      const error = await start(image, { maxConnections: -1 }).catch((thrown) => thrown)
      expect(error).toMatchObject({ code: 'CONTAINER_FAILED', exitCode: 3 })
      expect(error.output).toContain('max_connections')
      expect(readLedger(ledger().path).open).toEqual(before)
      expect(await containersOf(ledger().runId)).toHaveLength(1)
    },
    SLOW_MS,
  )

  test(
    'paused, with a client, it is gone at once with the volume that its image asks for',
    async () => {
      await using own = await changedImage(image, `VOLUME ${DATA}`)
      vi.stubEnv('BENCH_CACHE', join(cache, 'volume'))
      const lines: string[] = []
      const clusters = new Set<string>()
      // The first time its data is initialised, the second time it is unpacked.
      for (const _ of [1, 2]) {
        const other = await start(own, { progress: (line) => lines.push(line) })
        await using client = await openAdmin(other.url)
        await client.query('create table mine ()')
        const [row] = await client.query<{ id: string }>(
          'select system_identifier::text as id from pg_control_system()',
        )
        clusters.add(row!.id)
        const containers = await containersOf(ledger().runId)
        const { id, volumes } = containers.find((one) => one.volumes.length > 0)!
        expect(await volumesLeftOf(volumes)).toEqual(volumes)
        await other.pause!()
        await other[Symbol.asyncDispose]()
        await other[Symbol.asyncDispose]()
        expect((await containersOf(ledger().runId)).map((one) => one.id)).not.toContain(id)
        expect(await volumesLeftOf(volumes)).toEqual([])
        await expect(other.restart!()).rejects.toThrow('disposed')
      }
      expect(new Set(lines)).toEqual(new Set([`initialising Postgres from ${own.reference}`]))
      expect(clusters.size).toBe(engine.sharesKernel ? 1 : 2)
    },
    SLOW_MS,
  )
})

describe.skipIf(!engine)('a Postgres from another image', () => {
  let image: PostgresImage
  beforeAll(async () => {
    image = await imageOn(engine.network)
  })

  test(
    'that is to be prepared by root is given the rights for that, which its server has not',
    async () => {
      await using own = await changedImage(image, 'ENV PGDATA=/srv/data')
      await using postgres = await start(own)
      await using admin = await openAdmin(postgres.url)
      expect(await settingOf(admin, 'data_directory')).toBe('/srv/data')
      if (postgres.pid === undefined) return
      const status = readFileSync(`/proc/${postgres.pid}/status`, 'utf8')
      expect(status).not.toMatch(/^Uid:\s+0\s/m)
      expect(status).toMatch(/^CapEff:\s+0+$/m)
    },
    SLOW_MS,
  )

  test.skipIf(!engine?.sharesKernel)(
    'data that was kept but cannot be unpacked is initialised anew',
    async () => {
      vi.stubEnv('BENCH_CACHE', join(cache, 'broken'))
      const first = await start(image)
      await first[Symbol.asyncDispose]()
      const tar = join(placeOf(image)!.template, 'data.tar')
      writeFileSync(tar, readFileSync(tar).subarray(0, 5_000_000))
      await using second = await start(image)
      await using admin = await openAdmin(second.url)
      expect(await admin.query('select 1 as one')).toEqual([{ one: 1 }])
    },
    SLOW_MS,
  )

  test(
    'that the environment names is used; that holds no Postgres, its words are told',
    async () => {
      await using own = await changedImage(image, 'ENTRYPOINT ["sh", "-c", "echo nothing here; exit 3"]')
      vi.stubEnv('BENCH_POSTGRES_IMAGE', own.reference)
      expect(await dockerPostgres.probe()).toMatchObject({
        ok: true,
        reason: new RegExp(`^${own.reference} `),
      })
      const signal = new AbortController().signal
      const started = dockerPostgres.start({ ledger: ledger(), signal, progress: () => {} })
      await expect(started).rejects.toMatchObject({
        code: 'CONTAINER_FAILED',
        message: 'the postgres container did not start: it ended with code 3',
        output: 'nothing here',
      })
      expect(await containersOf(ledger().runId)).toEqual([])
    },
    SLOW_MS,
  )

  test(
    'that is too old is refused before it is started',
    async () => {
      await using own = await changedImage(image, 'ENV PG_MAJOR=13')
      await expect(start(own)).rejects.toMatchObject({ code: 'POSTGRES_TOO_OLD', exitCode: 3 })
    },
    SLOW_MS,
  )

  test(
    'an aborted start ends at once and leaves nothing, in whatever it was',
    async () => {
      vi.stubEnv('BENCH_CACHE', join(cache, 'aborted'))
      const early = new AbortController()
      const never = start(image, { signal: early.signal })
      early.abort(new Error('enough'))
      await expect(never).rejects.toThrow('enough')
      const late = new AbortController()
      const initialising = start(image, { signal: late.signal })
      await vi.waitFor(
        async () => expect(await containersOf(ledger().runId)).toMatchObject([{ isRunning: true }]),
        {
          timeout: SLOW_MS,
        },
      )
      late.abort(new Error('too late'))
      await expect(initialising).rejects.toThrow('too late')
      expect(await containersOf(ledger().runId)).toEqual([])
      expect(readLedger(ledger().path).open).toEqual([])
    },
    SLOW_MS,
  )

  test.each(['before', 'after'])(
    'what a run that was killed %s it answered has left, clean ends',
    async (when) => {
      await using own = await changedImage(image, `VOLUME ${DATA}`)
      vi.stubEnv('BENCH_POSTGRES_IMAGE', own.reference)
      vi.stubEnv('BENCH_CACHE', join(cache, `killed-${when}`))
      const runId = `killed-${when}`
      const entry = join(import.meta.dirname, 'docker.fixture.ts')
      await using run = spawnChild({
        command: [process.execPath, entry, runId],
        role: 'run',
        ledger: ledger(),
      })
      const ready = once(createInterface(run.stdout!), 'line')
      const failed = run.ended.then(() => Promise.reject(new Error(run.tail())))
      failed.catch(() => {})
      if (when === 'after') await Promise.race([ready, failed])
      await vi.waitFor(async () => expect(await containersOf(runId)).toMatchObject([{ isRunning: true }]), {
        timeout: SLOW_MS,
      })
      process.kill(run.pid, 'SIGKILL')
      await run.ended
      const [left] = await containersOf(runId)
      expect(left!.volumes).toHaveLength(1)
      const { ended, failures } = await clean()
      expect(failures).toEqual([])
      expect(ended.map(({ what }) => what)).toEqual([
        expect.stringMatching(/^container chartbench-postgres-/),
      ])
      expect(await containersOf(runId)).toEqual([])
      expect(await volumesLeftOf(left!.volumes)).toEqual([])
    },
    SLOW_MS,
  )
})
