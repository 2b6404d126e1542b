import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { chooseImage } from '../harness/containers/images.ts'
import { standInEngine } from '../harness/containers/standInEngine.ts'
import { testEngine } from '../harness/containers/testEngine.ts'
import { bench } from './bench.ts'
import { bystander } from './interrupt/engineState.ts'

const engine = await testEngine('postgres', 'nginx')
const state = mkdtempSync(join(tmpdir(), 'chartbench-doctor-'))
const env = {
  BENCH_STATE: state,
  BENCH_PROVIDER: undefined,
  BENCH_CONTAINER_NETWORK: undefined,
  DATABASE_URL: undefined,
  SQLALCHEMY_DATABASE_URI: undefined,
}

afterAll(() => rmSync(state, { recursive: true }))

describe.skipIf(!engine)('bench doctor where an engine answers', () => {
  test('says which, how it is used, what it has, and that auto takes it', async () => {
    const { reference } = await chooseImage(engine!, 'nginx')
    await using _stray = await bystander(engine!, reference, { 'chartbench.run': 'a-run-of-nobody' })
    const { code, out } = await bench(['doctor'], { env })
    expect(code).toBe(0)
    const text = out.replace(/\s+/g, ' ')
    expect(text).toContain(`Containers engine ${engine!.kind} ${engine!.version} on `)
    expect(text).toContain(`network ${engine!.network}: `)
    expect(text).toContain(`nginx image ${reference} (`)
    expect(text).toMatch(/→ auto takes docker, the first of docker, local and embedded that can run here/)
    expect(text).toMatch(/stray \S+ \(Up .*?\) of the run a-run-of-nobody, which has no ledger here/)
    expect(out.split('\n').filter((line) => line.length > 80 && !line.includes(reference))).toEqual([])
  })
})

test('a variable that chooses providers is told beside what auto would do', async () => {
  const { out } = await bench(['doctor'], { env: { ...env, BENCH_PROVIDER: 'postgres=embedded' } })
  expect(out).toMatch(/→ BENCH_PROVIDER +postgres=embedded: takes embedded/)
})

test('an engine that knows nothing of images (a stand-in) leads to the next provider', async () => {
  await using standIn = await standInEngine({
    info: { OperatingSystem: 'Docker Desktop', KernelVersion: '0' },
  })
  const { code, out } = await bench(['doctor'], { env: { ...env, DOCKER_HOST: standIn.address } })
  expect(code).toBe(0)
  const text = out.replace(/\s+/g, ' ')
  expect(text).toContain('network ports: containers have their own, published on 127.0.0.1')
  expect(text).toMatch(
    /Postgres docker no: the image \S+ is not here, and its registry has none of this name/,
  )
  expect(text).toMatch(/→ auto takes (local|embedded),/)
})
