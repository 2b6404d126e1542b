import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bench } from './bench.ts'

let folder = ''
let env: Record<string, string | undefined> = {}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chartbench-init-'))
  env = { BENCH_STATE: join(folder, 'state'), DATABASE_URL: undefined, SQLALCHEMY_DATABASE_URI: undefined }
})

afterAll(() => rmSync(folder, { recursive: true }))

test('a strategy that was just made passes the whole conformance suite', async () => {
  const made = await bench(['init', 'strategy', 'my-pool', '--into', '.'], { env, cwd: folder })
  expect(made.code).toBe(0)
  expect(made.out).toContain('bench verify ./my-pool')
  expect(readdirSync(join(folder, 'my-pool')).sort()).toEqual(['README.md', 'index.ts', 'server.ts'])
  const { code, out } = await bench(['verify', './my-pool', '--provider', 'embedded'], { env, cwd: folder })
  expect(out).toMatch(/^my-pool, async queries: \d+ passed, 0 failed/m)
  expect(code).toBe(0)
}, 180_000)

test('nothing is ever overwritten', async () => {
  const index = join(folder, 'my-pool', 'index.ts')
  const before = readFileSync(index, 'utf8')
  const again = await bench(['init', 'strategy', 'my-pool', '--into', '.'], { env, cwd: folder })
  expect(again.code).toBe(2)
  expect(again.err).toContain('exists already')
  expect(readFileSync(index, 'utf8')).toBe(before)
})
