import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { benchImage } from '../harness/containers/benchImage.ts'
import { findEngine } from '../harness/containers/engine.ts'
import { lookUpImage } from '../harness/containers/images.ts'
import { clientOf } from '../harness/containers/library.ts'
import { standInEngine } from '../harness/containers/standInEngine.ts'
import { containersOfRun } from '../harness/containers/testContainers.ts'
import { spawnChild } from '../harness/lifecycle/children.ts'
import { clean } from '../harness/lifecycle/clean.ts'
import { testLedger } from '../harness/lifecycle/testLedger.ts'
import { cpuSetText } from '../harness/target/isolation/contract.ts'
import { usableCpus } from '../harness/target/isolation/limits.ts'
import { placeFor } from '../harness/target/isolation/sharedFolders.ts'
import { resolveStrategy } from '../harness/target/strategyReference.ts'
import { startTarget, type Target } from '../harness/target/target.ts'
import { readRun } from '../reports/recorded.ts'
import { defaultSettings } from '../strategies/app/settings.ts'
import { bench } from './bench.ts'

const SLOW_MS = 120_000
const MEMORY_BYTES = 256 * 1_048_576
const hungry = join(import.meta.dirname, 'targets', 'hungry')

const engine = await usableEngine()
const ledger = testLedger('isolation')
const cpu = usableCpus().at(-1)!

let probes: string
beforeAll(() => {
  probes = mkdtempSync(join(tmpdir(), 'isolation-test-'))
})
afterAll(() => rmSync(probes, { recursive: true }))

async function usableEngine() {
  const { engine, refusal } = await findEngine()
  const image = benchImage()
  if (!engine) console.warn(`targets in containers: skipped, ${refusal.reason}`)
  else if (engine.network !== 'host') console.warn('targets in containers: skipped, not on the host network')
  else if (await lookUpImage(engine, image)) return engine
  else console.warn(`targets in containers: skipped, the image ${image} is not here (bench setup images)`)
  return undefined
}

async function startHungry(): Promise<Target> {
  return startTarget({
    reference: await resolveStrategy(hungry),
    settings: {
      ...defaultSettings,
      connections: 1,
      databaseUrl: 'postgres:///none',
      schema: 'none',
      secret: 'ab'.repeat(32),
      probeFolder: probes,
    },
    ledger: ledger(),
    signal: new AbortController().signal,
    isolation: placeFor(
      {
        kind: 'docker',
        engine: engine!,
        image: benchImage(),
        nginxVersion: undefined,
        limits: { cpus: [cpu], memoryBytes: MEMORY_BYTES },
      },
      'postgres://127.0.0.1/none',
      probes,
    ),
  })
}

async function ask(target: Target, path: string): Promise<Record<string, unknown>> {
  return (await (await fetch(`${target.ready.url}${path}`)).json()) as Record<string, unknown>
}

/** Lines and no-break blanks are a matter of layout. */
function blanks(text = ''): string {
  return text.replace(/\s+/g, ' ')
}

describe.skipIf(!engine)('a target in a container', () => {
  test(
    'has its limits, no rights, and nothing but what it was given',
    async () => {
      await using target = await startHungry()
      const facts = await ask(target, '/')
      expect(facts).toMatchObject({
        parallelism: 1,
        capabilities: '0000000000000000',
        noNewPrivileges: '1',
        rootIsReadOnly: true,
        tmpIsWritable: true,
      })
      expect(facts.uid).not.toBe(0)
      expect(facts.heapLimitBytes).toBeLessThan(MEMORY_BYTES)
      expect(readFileSync(join(probes, 'seen.ndjson'), 'utf8')).toBe('{}\n')
      expect(statSync(join(probes, 'seen.ndjson')).uid).toBe(facts.uid)
    },
    SLOW_MS,
  )

  test(
    'is known by pids of this machine, and by what its control group has used',
    async () => {
      await using target = await startHungry()
      const inside = (await ask(target, '/')).pid
      const [server] = target.processes()
      expect(server?.pid).not.toBe(inside)
      expect(readFileSync(`/proc/${server?.pid}/cmdline`, 'latin1')).toContain('hungry/server.ts')
      expect(readFileSync(`/proc/${target.pid}/cmdline`, 'latin1')).toContain('--target')
      const status = readFileSync(`/proc/${server?.pid}/status`, 'latin1')
      expect(status).toMatch(new RegExp(`^Cpus_allowed_list:\\s+${cpuSetText([cpu])}$`, 'm'))
      const { cgroup } = target.container!
      const before = cgroup!.read()!
      await ask(target, '/work')
      const after = cgroup!.read()!
      expect(after.cpuMs - before.cpuMs).toBeGreaterThanOrEqual(100)
      expect(after.memoryBytes).toBeGreaterThan(10_000_000)
      expect(cgroup!.pids()).toEqual(expect.arrayContaining([server?.pid, target.pid]))
    },
    SLOW_MS,
  )

  test(
    'that has a process killed for want of memory says so',
    async () => {
      await using target = await startHungry()
      await expect(ask(target, '/eat')).rejects.toThrow()
      expect(await target.died).toBe('its server process was ended by SIGKILL')
      expect(target.container?.wantOfMemory()).toMatchObject({ by: 'kernel', kills: 1 })
    },
    SLOW_MS,
  )

  test(
    'whose supervisor is killed for want of memory says so',
    async () => {
      await using target = await startHungry()
      await expect(target.fault('reload', 'server')).rejects.toThrow()
      expect(await target.died).toBe('the target was killed for want of memory')
      expect(target.container?.wantOfMemory()).toMatchObject({ by: 'kernel' })
    },
    SLOW_MS,
  )

  test(
    'whose heap is full says so, though the kernel has killed nothing',
    async () => {
      await using target = await startHungry()
      await expect(ask(target, '/heap')).rejects.toThrow()
      expect(await target.died).toBe('its server process was ended by SIGABRT')
      await target.stop()
      expect(target.container?.wantOfMemory()).toMatchObject({ by: 'heap', kills: 0 })
    },
    SLOW_MS,
  )

  test(
    'that somebody kills is not out of memory',
    async () => {
      await using target = await startHungry()
      const client = await clientOf(engine!)
      const [container] = await containersOfRun(engine!, ledger().runId)
      await client.getContainer(container!.Id).kill()
      expect(await target.died).toBe('the target was ended by SIGKILL')
      expect(target.container?.wantOfMemory()).toBeUndefined()
    },
    SLOW_MS,
  )

  test(
    'that its run has left behind is found and removed',
    async () => {
      const program = join(import.meta.dirname, 'targets', 'isolated.fixture.ts')
      const runId = `isolated-${process.pid}`
      const child = spawnChild({
        command: [process.execPath, '--disable-warning=ExperimentalWarning', program, runId, hungry],
        role: 'run',
        ledger: ledger(),
        stdin: 'ignore',
      })
      await Promise.race([
        new Promise((resolve) => child.stdout!.once('data', resolve)),
        child.ended.then(() => Promise.reject(new Error(child.tail()))),
      ])
      process.kill(child.pid, 'SIGKILL')
      await child.stop()
      const left = () => containersOfRun(engine!, runId)
      expect(await left()).toHaveLength(1)
      await clean()
      expect(await left()).toEqual([])
    },
    SLOW_MS,
  )
})

test.skipIf(!engine)(
  'in one run, who runs out of memory FAILED with what it took along, and the other stands beside it',
  async () => {
    const folder = join(probes, 'run')
    const run = ['run', join('test', 'targets', 'starved'), 'single', '--scenario', 'smoke']
    const limits = ['--isolate', 'docker', '--target-memory', '256m', '--provider', 'postgres=embedded']
    const end = await bench([...run, ...limits, '--output', folder, '--report', 'terminal'], {
      env: { DATABASE_URL: undefined, SQLALCHEMY_DATABASE_URI: undefined },
    })
    const { trials } = readRun(folder).report
    const [starved, single] = ['starved', 'single'].map((name) => trials.find((one) => one.strategy === name))
    expect(starved).toMatchObject({
      verdict: 'FAILED',
      isolation: { memoryLimitBytes: MEMORY_BYTES, outOfMemoryKills: 1 },
    })
    expect(blanks(starved?.reasons.join('\n'))).toMatch(
      /killed for want of memory: its limit of 256 MiB was reached when \d users? (was|were) waiting; 4 users lost their charts/,
    )
    expect(single).toMatchObject({ verdict: 'VALID', isolation: { outOfMemoryKills: 0 } })
    expect(single?.resources?.roles.map(({ role }) => role)).toContain('supervisor')
    expect(single?.isolation?.peakBytes).toBeLessThanOrEqual(MEMORY_BYTES)
    expect(end.code).toBe(4)
    expect(end.out).toMatch(/^.*starved .*FAILED$/m)
    expect(end.out).toMatch(/^.*single .*VALID$/m)
    expect(blanks(end.out)).toContain('Killed for want of memory: its limit of 256 MiB was reached')
  },
  SLOW_MS,
)

test.each([
  [['--isolate', 'podman'], 2, 'unknown isolation: podman'],
  [['--target-cpus', '0'], 2, '--target-cpus limits targets in containers'],
  [['--target-memory', '1g'], 2, '--target-memory limits targets in containers'],
  [['proxy-pool', '--isolate', 'docker', '--provider', 'nginx=docker'], 2, 'the nginx of its image'],
  [['--isolate', 'docker', '--target-memory', '12'], 2, '--target-memory must be an amount'],
  [['--isolate', 'docker', '--target-cpus', '4096'], 2, 'there is no CPU 4096 here'],
])('wrong use: %j', async (flags, code, message) => {
  const end = await bench(['run', 'single', '--scenario', 'smoke', ...flags])
  expect([end.code, end.out]).toEqual([code, ''])
  expect(end.err).toContain(message)
})

test('without an engine nothing is isolated', async () => {
  const env = { DOCKER_HOST: 'unix:///nowhere/engine.sock' }
  const end = await bench(['run', 'single', '--isolate', 'docker'], { env })
  expect([end.code, end.out]).toEqual([3, ''])
  expect(end.err).toContain('--isolate docker cannot be had')
})

test.each([
  ['--target-memory', '512m', { MemoryLimit: false }, 'limits no memory here'],
  ['--target-cpus', '0', { CPUSet: false }, 'keeps to no CPUs here'],
])('an engine that would leave %s out is refused', async (option, value, info, reason) => {
  await using standIn = await standInEngine({ info })
  const env = { DOCKER_HOST: standIn.address }
  const end = await bench(['run', 'single', '--isolate', 'docker', option, value], { env })
  expect([end.code, end.out]).toEqual([3, ''])
  expect(end.err).toMatch(new RegExp(`${reason}[\\s\\S]*without ${option}`))
})

test.skipIf(!engine)(
  'without its image, or on a network of its own, it is refused with what helps',
  async () => {
    const missing = await bench(['run', 'single', '--isolate', 'docker'], {
      env: { BENCH_IMAGE: 'chartbench:nowhere' },
    })
    expect([missing.code, missing.out]).toEqual([3, ''])
    expect(missing.err).toMatch(/chartbench:nowhere is not here[\s\S]*bench setup images/)
    const apart = await bench(['run', 'single', '--isolate', 'docker'], {
      env: { BENCH_CONTAINER_NETWORK: 'ports' },
    })
    expect([apart.code, apart.out]).toEqual([3, ''])
    expect(apart.err).toContain("machine's own network")
  },
)
