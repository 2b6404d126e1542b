import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningBench, startBench } from './bench.ts'
import { wholeEnds } from './interrupt/endRun.ts'
import { aliveBelow } from './interrupt/processes.ts'
import { recordedPid } from './interrupt/recordedPid.ts'
import { remainsOf } from './interrupt/remains.ts'
import { createSurroundings, type Surroundings } from './interrupt/surroundings.ts'

const linux = process.platform === 'linux'
if (!linux) console.log('parts of a run that are killed: skipped, what is left is looked for in /proc')

let surroundings: Surroundings

beforeAll(async () => {
  if (linux) surroundings = await createSurroundings()
})

afterAll(async () => {
  await surroundings?.[Symbol.asyncDispose]()
})

/** What is killed in the middle of a measurement, and how the run must end for it. */
const parts = [
  ['driver', 7, 'INVALID', 'the process that plays users failed: it ended with SIGKILL'],
  ['target', 4, 'FAILED', 'the target was ended by SIGKILL'],
  ['server', 4, 'FAILED', 'its server process was ended by SIGKILL'],
  ['postgres', 3, 'error', 'Postgres does not answer any more'],
] as const

test.skipIf(!linux).each(parts)(
  'a %s that is killed ends the run with exit code %i and says so',
  async (role, code, word, reason) => {
    const folder = join(surroundings.output, role)
    const running = startRun(folder, ['--query', '3s'])
    await until(running, () => usersAreSent(folder))
    const before = aliveBelow(surroundings.root)
    process.kill(recordedPid(surroundings.state, role), 'SIGKILL')
    const end = await running.ended
    expect(end.err).toContain(word)
    expect(end.err).toContain(reason)
    expect(end.err).not.toMatch(/^\s+at /m)
    expect(end.code).toBe(code)
    expect(await remainsOf(surroundings, before)).toEqual([])
  },
  60_000,
)

test.skipIf(!linux)('a reader that has gone does not keep a run from its end', async () => {
  const folder = join(surroundings.output, 'unread')
  const running = startRun(folder)
  running.process.stdout?.destroy()
  running.process.stderr?.destroy()
  const { code } = await running.ended
  expect(wholeEnds).toContain(code)
  expect(existsSync(join(folder, 'report.json'))).toBe(true)
  expect(await remainsOf(surroundings, { processes: [], inodes: new Set() })).toEqual([])
})

/** Starts a smoke run of `single` that is recorded in `folder`. */
function startRun(folder: string, options: readonly string[] = []): RunningBench {
  const provider = ['--provider', 'postgres=embedded,nginx=local']
  const args = ['run', 'single', ...provider, '--scenario', 'smoke', ...options, '--output', folder]
  return startBench(args, { env: surroundings.env('embedded') })
}

function usersAreSent(folder: string): boolean {
  const file = join(folder, 'trials', '01-single', 'events.ndjson')
  return existsSync(file) && readFileSync(file, 'utf8').includes('"sent"')
}

/** Looks until `condition` holds; throws where the program ends before. */
async function until(running: RunningBench, condition: () => boolean): Promise<void> {
  while (!condition()) {
    if (running.process.exitCode !== null) throw new Error(`it ended before: ${running.err()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
