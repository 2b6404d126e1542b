import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { chooseImage } from '../../containers/images.ts'
import { labelledContainers } from '../../containers/labelled.ts'
import { testEngine } from '../../containers/testEngine.ts'
import { readLedger } from '../../lifecycle/ledgerFile.ts'
import { testLedger } from '../../lifecycle/testLedger.ts'
import type { Postgres } from '../contract.ts'
import { openAdmin } from '../database/admin.ts'
import { placeOf } from './data.ts'
import type { PostgresImage } from './image.ts'
import { prepareImage, startPostgresContainer } from './postgres.ts'

const SLOW_MS = 120_000

const engine = (await testEngine('postgres'))!
const ledger = testLedger('kept-data')
if (engine && !engine.sharesKernel) console.warn('kept data: skipped, containers run in a virtual machine')

let folder: string
let lines: string[]
beforeEach(() => {
  lines = []
  folder = mkdtempSync(join(tmpdir(), 'chartbench-cache-'))
  vi.stubEnv('BENCH_CACHE', join(folder, 'cache'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

async function usualImage(): Promise<PostgresImage> {
  const { reference, here } = await chooseImage(engine, 'postgres')
  return { engine, reference, facts: here! }
}

const context = () => ({
  ledger: ledger(),
  signal: new AbortController().signal,
  progress: (line: string) => lines.push(line),
})

async function answers({ url }: Postgres): Promise<void> {
  await using admin = await openAdmin(url)
  expect(await admin.query('select 1 as one')).toEqual([{ one: 1 }])
}

describe.skipIf(!engine?.sharesKernel)(
  'the data that servers of an image begin with',
  { timeout: SLOW_MS },
  () => {
    test('prepared beforehand, no start initialises it; what is kept of images that are gone is removed', async () => {
      const image = await usualImage()
      const cache = join(folder, 'cache')
      const gone = { ...image, facts: { ...image.facts, id: 'sha256:0123456789abcdef' } }
      const elsewhere = { ...gone, engine: { ...engine, address: 'unix:///elsewhere/engine.sock' } }
      const [kept, old, others] = [image, gone, elsewhere].map((one) => basename(placeOf(one)!.template))
      const besides = ['postgres-18.4-1', 'images', others!]
      for (const name of [old!, ...besides]) mkdirSync(join(cache, name), { recursive: true })
      await prepareImage(image, context())
      expect(lines).toEqual([`initialising Postgres from ${image.reference}`])
      expect(readdirSync(cache).sort()).toEqual([kept, ...besides].sort())
      const { runId, path } = ledger()
      expect((await labelledContainers(engine)).filter(({ run }) => run === runId)).toEqual([])
      expect(readLedger(path).open).toEqual([])
      await prepareImage(image, context())
      await using postgres = await startPostgresContainer(image, context())
      await answers(postgres)
      expect(lines).toHaveLength(1)
    })

    test('where it cannot be kept that is told, and the server answers all the same', async () => {
      const image = await usualImage()
      writeFileSync(join(folder, 'cache'), '')
      await using postgres = await startPostgresContainer(image, context())
      await answers(postgres)
      expect(lines).toEqual([
        `initialising Postgres from ${image.reference}`,
        expect.stringMatching(/^every start will initialise Postgres anew: /),
      ])
    })
  },
)
