import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readScenario } from '../scenarios/read.ts'
import { bench, root } from './bench.ts'

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
  const { code, out } = await bench(['verify', './my-pool', '--provider', 'postgres=embedded,nginx=local'], {
    env,
    cwd: folder,
  })
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

test('a scenario that was just made is read by the program, and by editors that know the schema', async () => {
  const made = await bench(['init', 'scenario', 'mine', '--into', '.'], { env, cwd: folder })
  expect(made.code).toBe(0)
  expect(made.out).toContain('bench run single --scenario ./mine.yaml')
  const text = readFileSync(join(folder, 'mine.yaml'), 'utf8')
  expect(readScenario(text, 'mine.yaml').name).toBe('mine')
  // Outside of the checkout the path of the schema would hold on this machine alone.
  expect(text).not.toContain('yaml-language-server')
  const again = await bench(['init', 'scenario', 'mine'], { env, cwd: folder })
  expect(again.code).toBe(2)
  expect(again.err).toContain('./mine.yaml exists already')
  expect(readFileSync(join(folder, 'mine.yaml'), 'utf8')).toBe(text)
})

test('within the checkout a scenario names the schema, by a path that is there', async () => {
  const inside = mkdtempSync(join(root, 'test', 'init-'))
  try {
    await bench(['init', 'scenario', 'mine', '--into', inside], { env })
    const text = readFileSync(join(inside, 'mine.yaml'), 'utf8')
    const path = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1]
    expect(path).toBe('../../scenarios/scenario.schema.json')
    expect(JSON.parse(readFileSync(join(inside, path!), 'utf8'))).toHaveProperty('properties.objectives')
  } finally {
    rmSync(inside, { recursive: true })
  }
})
