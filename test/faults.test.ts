import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lookUp } from '../harness/lifecycle/process.ts'
import { parseReport } from '../reports/json.ts'
import { sampleSchema } from '../reports/model.ts'
import { bench, type RunningBench, startBench } from './bench.ts'
import { aliveBelow } from './interrupt/processes.ts'
import { remainsOf } from './interrupt/remains.ts'
import { createSurroundings, type Surroundings } from './interrupt/surroundings.ts'

const linux = process.platform === 'linux'
if (!linux) console.log('faults in runs: skipped, what is left of them is looked for in /proc')

let surroundings: Surroundings

beforeAll(async () => {
  if (linux) surroundings = await createSurroundings()
})

afterAll(async () => {
  await surroundings?.[Symbol.asyncDispose]()
})

/** A small scenario with these faults, as a file. */
function scenario(name: string, faults: string): string {
  const file = join(surroundings.root, `${name}.yaml`)
  const text = `name: ${name}
title: Parts are struck
answers: Is what a scenario says done, and undone?
users: 6
query: 400ms
load: { shape: burst }
faults: ${faults}
`
  writeFileSync(file, text)
  return file
}

const embedded = ['--provider', 'postgres=embedded,nginx=local']

function args(name: string, faults: string, strategies = ['single']): string[] {
  const folder = join(surroundings.output, name)
  const options = ['--db-connections', '2', '--report', 'terminal', '--output', folder]
  return ['run', ...strategies, '--scenario', scenario(name, faults), ...embedded, ...options]
}

function report(name: string) {
  const file = join(surroundings.output, name, 'report.json')
  return parseReport(readFileSync(file, 'utf8'), file)
}

test.skipIf(!linux)('faults are carried out, recorded, and shown with the fates of all charts', async () => {
  const faults =
    '[{ at: 200ms, what: stop, role: worker, for: 200ms }, { at: 500ms, what: pause, role: postgres, for: 200ms }]'
  const end = await bench(args('struck', faults), { env: surroundings.env('embedded') })
  const [trial] = report('struck').trials
  expect(
    trial!.faults.map(({ what, role, ok }) => [what, role, ok]),
    end.err,
  ).toEqual([
    ['stop', 'worker', true],
    ['pause', 'postgres', true],
  ])
  expect(trial!.fates).toEqual({ kept: 6, reattached: 0, requeried: 0, failed: {}, lost: 0 })
  const samples = join(surroundings.output, 'struck', 'trials', trial!.id, 'samples.ndjson')
  const lines = readFileSync(samples, 'utf8').trim().split('\n')
  expect(lines.map((line) => sampleSchema.parse(JSON.parse(line)).fate)).toEqual(Array(6).fill('kept'))
  expect(trial!.recoveryMs).toBeGreaterThan(500)
  expect(trial!.checks.filter(({ ok, name }) => ok === false && !name.startsWith('driver'))).toEqual([])
  expect(end.out).toContain('200 ms: stop worker for 200 ms; 500 ms: pause postgres for 200 ms')
  expect(await remainsOf(surroundings, { processes: [], inodes: new Set() })).toEqual([])
})

test.skipIf(!linux)(
  'what a strategy has no part for is skipped before it starts, with the reason',
  async () => {
    const faults = '[{ at: 100ms, what: reload, role: proxy }]'
    const { code, out } = await bench(args('without', faults), { env: surroundings.env('embedded') })
    expect(out).toContain('SKIPPED. It has no proxy to reload.')
    expect(report('without').trials).toEqual([])
    expect(code).toBe(3)
  },
)

test.skipIf(!linux)('a Postgres that is not ours is not paused', async () => {
  const faults = '[{ at: 100ms, what: pause, role: postgres, for: 1s }]'
  const theirs = args('foreign', faults).map((word) => word.replace('postgres=embedded', 'postgres=local'))
  const { out } = await bench(theirs, { env: surroundings.env('local') })
  expect(out).toContain('SKIPPED. This Postgres (local) is not ours to pause.')
})

const long =
  '[{ at: 100ms, what: stop, role: worker, for: 60s }, { at: 150ms, what: pause, role: postgres, for: 60s }]'

test.skipIf(!linux)(
  'an interrupt in mid-pause ends in order and leaves nothing',
  async () => {
    const running = startBench(args('paused', long), { env: surroundings.env('embedded') })
    await untilStopped(running)
    const before = aliveBelow(surroundings.root)
    const began = performance.now()
    running.process.kill('SIGINT')
    const { code, err } = await running.ended
    expect(code, err).toBe(130)
    expect(performance.now() - began).toBeLessThan(8_000)
    expect(await remainsOf(surroundings, before)).toEqual([])
    expect(report('paused').run.interrupted).toBe(true)
  },
  60_000,
)

test.skipIf(!linux)(
  'after kill -9 in mid-pause, doctor --clean ends it all',
  async () => {
    const env = surroundings.env('embedded')
    const running = startBench(args('killed', long), { env })
    await untilStopped(running)
    const before = aliveBelow(surroundings.root)
    running.process.kill('SIGKILL')
    await running.ended
    const { code, out } = await bench(['doctor', '--clean'], { env })
    expect(code, out).toBe(0)
    expect(await remainsOf(surroundings, before)).toEqual([])
  },
  60_000,
)

/** Until the server and all of Postgres stand still: both faults are under way then. */
async function untilStopped(running: RunningBench): Promise<void> {
  for (;;) {
    if (running.process.exitCode !== null) throw new Error(`it ended before: ${running.err()}`)
    const stopped = aliveBelow(surroundings.root).processes.filter(({ pid }) => lookUp(pid)?.stopped)
    if (stopped.length > 4) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
