import { execFile } from 'node:child_process'
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ContainerInfo } from 'dockerode'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runInContainer } from '../harness/containers/exec.ts'
import { chooseImage } from '../harness/containers/images.ts'
import { clientOf } from '../harness/containers/library.ts'
import { testEngine } from '../harness/containers/testEngine.ts'
import { findFreePort } from '../harness/lifecycle/ports.ts'
import { root } from './bench.ts'
import { developmentImageHere } from './developmentContainer.ts'
import { persistentUser } from './persistentUser.ts'

const run = promisify(execFile)
const folder = join(root, 'docker')
const project = `chartbench-test-${process.pid}`
/** Of no other test that runs at the same time. */
const subnet = `10.${128 + ((process.pid >> 8) & 127)}.${process.pid & 255}`
/** Long enough that all wait together on a busy machine. */
const QUERY_MS = 8_000

const engine = await testEngine('postgres', 'nginx')
const image = await developmentImageHere(engine)
const compose = engine && image ? await composeProgram() : undefined

/** `docker compose`, or the program that was there before it; undefined, with the reason printed, without one. */
async function composeProgram(): Promise<readonly string[] | undefined> {
  const programs = [['docker', 'compose'], ['docker-compose']] as const
  for (const [program, ...first] of programs) {
    try {
      await run(program, [...first, 'version'])
      return [program, ...first]
    } catch {
      // The next one, or none.
    }
  }
  console.warn('skipped: neither docker compose nor docker-compose is here')
  return undefined
}

describe.skipIf(!compose)('the compose file', { timeout: 180_000 }, () => {
  const state = mkdtempSync(join(tmpdir(), 'chartbench-compose-'))
  const file = join(state, '.env')
  let pool: string
  let queue: string

  function call(...parameters: string[]) {
    const [program, ...first] = compose as [string, ...string[]]
    const given = ['--project-name', project, '--file', join(folder, 'compose.yaml'), '--env-file', file]
    return run(program, [...first, ...given, ...parameters], {
      env: { ...process.env, DOCKER_HOST: engine!.address },
    })
  }

  async function containers(service?: string): Promise<ContainerInfo[]> {
    const docker = await clientOf(engine!)
    const label = [
      `com.docker.compose.project=${project}`,
      ...(service ? [`com.docker.compose.service=${service}`] : []),
    ]
    return docker.listContainers({ all: true, filters: { label } })
  }

  beforeAll(async () => {
    const [poolPort, queuePort] = [await findFreePort(), await findFreePort()]
    pool = `http://127.0.0.1:${poolPort}`
    queue = `http://localhost:${queuePort}`
    const settings = {
      BENCH_IMAGE: image,
      BENCH_POSTGRES_IMAGE: (await chooseImage(engine!, 'postgres')).reference,
      BENCH_NGINX_IMAGE: (await chooseImage(engine!, 'nginx')).reference,
      BENCH_POOL_PORT: poolPort,
      BENCH_QUEUE_PORT: queuePort,
      BENCH_SUBNET: subnet,
      BENCH_DB_CONNECTIONS: 4,
    }
    copyFileSync(join(folder, 'secrets'), join(state, 'secrets'))
    await run(join(state, 'secrets'))
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`)
    appendFileSync(file, lines.join(''))
    await call('up', '--detach', '--scale', 'queue-worker=2')
  }, 180_000)

  afterAll(async () => {
    await call('down', '--volumes')
    rmSync(state, { recursive: true })
  }, 60_000)

  test('publishes two doors on 127.0.0.1 alone, and every process is healthy without rights', async () => {
    await expect
      .poll(async () => (await containers()).map(({ Status }) => Status), { timeout: 120_000, interval: 500 })
      .toEqual(Array.from({ length: 7 }, () => expect.stringContaining('(healthy)')))
    const published = (await containers()).flatMap(({ Ports }) => Ports.filter((port) => port.PublicPort))
    expect(published.map(({ IP }) => IP)).toEqual(['127.0.0.1', '127.0.0.1'])
    const docker = await clientOf(engine!)
    for (const { Id, Names } of await containers()) {
      const status = await runInContainer(docker.getContainer(Id), ['cat', '/proc/1/status'])
      expect(status.output, Names[0]).toMatch(/^Uid:\s+[1-9]/m)
      expect(status.output, Names[0]).toMatch(/^CapEff:\s+0+$/m)
      expect(status.output, Names[0]).toMatch(/^NoNewPrivs:\s+1$/m)
      const { HostConfig } = await docker.getContainer(Id).inspect()
      expect(HostConfig.ReadonlyRootfs, Names[0]).toBe(true)
      expect(HostConfig.PidsLimit, Names[0]).toBeGreaterThan(0)
      expect(HostConfig.Memory, Names[0]).toBeGreaterThan(0)
    }
  })

  test('both doors serve the chart', async () => {
    for (const door of [pool, queue])
      expect(await persistentUser(door, 3, 50).chart).toMatchObject({ reattached: 0, lost: [] })
  })

  test('a chart server that dies is started again, and its users are told and get their charts', async () => {
    const users = Array.from({ length: 4 }, (_, i) => persistentUser(pool, i, QUERY_MS))
    await Promise.all(users.map(({ waiting }) => waiting))
    const [victim] = await containers('pool-1')
    const container = (await clientOf(engine!)).getContainer(victim!.Id)
    // From within: what `docker kill` ends, the engine does not start again. Its own shell goes with the others.
    await runInContainer(container, ['sh', '-c', 'kill -9 -1'])
    const arrivals = await Promise.all(users.map(({ chart }) => chart))
    const lost = arrivals.flatMap(({ lost }) => lost)
    expect(lost.length).toBeGreaterThan(0)
    expect(new Set(lost)).toEqual(new Set(['WORKER_GONE']))
    const times = arrivals.map(({ afterMs }) => afterMs).toSorted((a, b) => a - b)
    console.log(
      `a chart server's container died: 4 users of a ${QUERY_MS} ms query had their charts after ${times[0]} to ${times.at(-1)} ms`,
    )
    await expect
      .poll(async () => (await containers('pool-1')).map(({ Status }) => Status), {
        timeout: 120_000,
        interval: 500,
      })
      .toEqual([expect.stringContaining('(healthy)')])
    expect((await container.inspect()).RestartCount).toBe(1)
  })

  test('goes down in order and leaves nothing', async () => {
    await call('stop')
    const docker = await clientOf(engine!)
    for (const { Id, Names } of await containers())
      expect((await docker.getContainer(Id).inspect()).State.ExitCode, Names[0]).toBe(0)
    await call('down', '--volumes')
    expect(await containers()).toEqual([])
    const filters = { label: [`com.docker.compose.project=${project}`] }
    expect((await docker.listNetworks({ filters })).map(({ Name }) => Name)).toEqual([])
    expect((await docker.listVolumes({ filters: JSON.stringify(filters) })).Volumes ?? []).toEqual([])
  })
})

test('nginx of the compose file has the configuration that bench export prints', async () => {
  const { exportNginx } = await import('../harness/commands/exportNginx.ts')
  const worker = ['a1=pool-1:8000', 'a2=pool-2:8000']
  const text = exportNginx({ worker, listen: '0.0.0.0:8000', folder: '/tmp' })
  await expect(text).toMatchFileSnapshot(join(folder, 'pool.nginx.conf'))
})

test('secrets are for their owner alone, and are not drawn over those of a volume', async () => {
  const own = mkdtempSync(join(tmpdir(), 'chartbench-secrets-'))
  try {
    copyFileSync(join(folder, 'secrets'), join(own, 'secrets'))
    await run('sh', ['-c', 'umask 000; ./secrets'], { cwd: own })
    const drawn = readFileSync(join(own, '.env'), 'utf8')
    expect(drawn).toMatch(/^POSTGRES_PASSWORD=[0-9a-f]{64}\nBENCH_SECRET=[0-9a-f]{64}\n$/)
    expect(statSync(join(own, '.env')).mode & 0o777).toBe(0o600)
    await expect(run(join(own, 'secrets'))).rejects.toThrow(/is there already, and stays/)
    expect(readFileSync(join(own, '.env'), 'utf8')).toBe(drawn)
  } finally {
    rmSync(own, { recursive: true })
  }
})
