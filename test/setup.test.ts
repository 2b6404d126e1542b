import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bench } from './bench.ts'

let folder = ''
/** A machine that looks as if it had no nginx, whether it has or not. */
let env: Record<string, string | undefined> = {}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chartbench-no-nginx-'))
  env = {
    BENCH_STATE: join(folder, 'state'),
    BENCH_NGINX: '/nowhere/nginx',
    DATABASE_URL: undefined,
    SQLALCHEMY_DATABASE_URI: undefined,
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

const said = /^error BENCH_NGINX is \/nowhere\/nginx, which is no program\n {2}→ correct it, or unset it$/m

test.each(['run', 'serve', 'verify'])(
  'bench %s of what needs nginx says before it starts that there is none',
  async (name) => {
    const { code, out, err } = await bench([name, 'proxy-pool'], { env, cwd: folder })
    expect(code).toBe(3)
    expect(out).toBe('')
    expect(err).toMatch(said)
    expect(readdirSync(folder)).toEqual([])
  },
)

test('--setup that cannot help says so first, and what was asked for by name is still missing', async () => {
  const { code, err } = await bench(['run', 'proxy-pool', '--setup'], { env, cwd: folder })
  expect(code).toBe(3)
  expect(err).toMatch(/bench cannot install nginx here\n {2}correct BENCH_NGINX, or unset it\n/)
  expect(err).toMatch(said)
})

test('bench setup leaves to a person what it cannot do', async () => {
  const { code, out, err } = await bench(['setup', 'nginx', '--yes'], { env, cwd: folder })
  expect(code).toBe(3)
  expect(out).toBe('')
  expect(err).toContain('bench cannot install nginx here')
})

test('bench list says of what needs nginx that it cannot run here, and why', async () => {
  const { code, out } = await bench(['list', 'strategies', '--json'], { env, cwd: folder })
  expect(code).toBe(0)
  const { strategies } = JSON.parse(out) as { strategies: { name: string; availability: object }[] }
  const of = (name: string) => strategies.find((one) => one.name === name)?.availability
  expect(of('single')).toMatchObject({ ok: true })
  expect(of('proxy-pool')).toMatchObject({ ok: false, hint: 'correct it, or unset it' })
})
