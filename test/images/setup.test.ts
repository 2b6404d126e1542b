import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { images } from '../../harness/commands/setup/images/index.ts'
import { thisMachine } from '../../harness/commands/setup/machine.ts'
import { ownImage } from '../../harness/containers/benchImage.ts'
import { offlineImage } from '../../harness/containers/offlineImages.ts'
import { bench } from '../bench.ts'
import { engineWith } from './docker.ts'

const engine = await engineWith()
const built = await engineWith(...(['postgres', 'nginx', 'node'] as const).map(offlineImage), ownImage())

test('without an engine it says so, and what helps', async () => {
  const env = { DOCKER_HOST: 'unix:///nowhere/docker.sock' }
  const { code, err } = await bench(['setup', 'images', '--yes'], { env })
  expect(code).toBe(3)
  expect(err).toMatch(/DOCKER_HOST[^\n]*; bench cannot install every image here\n {2}→ start /)
})

test.skipIf(!engine)('without a client it says so', async () => {
  const machine = { ...thisMachine, has: () => false }
  expect(await images({ offline: false }).plan(machine)).toEqual({ byHand: expect.stringMatching(/client/) })
})

test.skipIf(!engine)('where nobody can be asked it says what it would run, and runs nothing', async () => {
  const missing = 'chartbench-nowhere/postgres:1'
  const { code, out } = await bench(['setup', 'images'], { env: { BENCH_POSTGRES_IMAGE: missing } })
  expect(code).toBe(2)
  expect(out).toContain(`docker pull ${missing}`)
  expect(out).not.toContain('is here now')
})

test.skipIf(!built)(
  'what is here is not built again, but made ready for the first run where it is not',
  async () => {
    const cache = mkdtempSync(join(tmpdir(), 'chartbench-setup-'))
    onTestFinished(() => rmSync(cache, { recursive: true }))
    const env = { BENCH_IMAGE: undefined, BENCH_CACHE: cache }
    const setUp = () => bench(['setup', 'images', '--offline', '--yes'], { env })
    const every = /^every image is here already: .*postgres\S* \(\d+ MB\).*chartbench:\S+ \(\d+ MB\)/
    const first = await setUp()
    expect(first, first.err).toMatchObject({ code: 0, out: expect.stringMatching(every) })
    expect(first.out).toMatch(/, chartbench-development:\S+ \(\d+ MB\)\ninitialising Postgres from \S+\n$/)
    const second = await setUp()
    expect(second.code).toBe(0)
    expect(second.out).toMatch(/, chartbench-development:\S+ \(\d+ MB\)\n$/)
  },
  60_000,
)
