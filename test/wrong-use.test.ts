import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bench } from './bench.ts'

let folder = ''
let env: Record<string, string | undefined> = {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartbench-wrong-use-'))
  env = { BENCH_STATE: join(folder, 'state'), DATABASE_URL: undefined, SQLALCHEMY_DATABASE_URI: undefined }
  await writeFile(
    join(folder, 'bad.yaml'),
    'name: Bad Name\ntitle: t\nanswers: a\nload: { shape: brust }\nx: 1\n',
  )
  await writeFile(join(folder, 'torn.yaml'), 'name: [\n')
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

/** A command line, and what stderr must say. The exit code is 2. */
const wrongUses: readonly (readonly [line: string, said: readonly (string | RegExp)[]])[] = [
  ['rnu', ["unknown command 'rnu'", 'Did you mean run?']],
  ['run', ["missing required argument 'strategy'", 'bench run --help']],
  ['run nope', ['unknown strategy: nope', /valid .*single.*cluster/]],
  ['run ./nope', ['there is no ./nope', 'single']],
  ['run .', ['holds no index.ts', 'bench init strategy']],
  ['run single --usres 4', ["unknown option '--usres'", 'Did you mean --users?']],
  ['run single --users', ["'--users <n[,n…]>' argument missing"]],
  ['run single --users 0', ['--users', 'from 1 to', 'not 0']],
  ['run single --users 8,x', ['--users', 'not x']],
  ['run single --query 5', ['--query', 'duration such as 5s', 'not 5']],
  ['run single --query 99h', ['--query', 'at most', 'not 99h']],
  ['run single --query-mode sync', ['unknown query mode: sync', 'async, blocking']],
  ['run single --scenario nope', ['unknown scenario: nope', 'smoke, burst, steady, neighbour']],
  ['run single --scenario nope.yaml', ['cannot read the scenario nope.yaml']],
  [
    'run single --scenario bad.yaml',
    [
      'bad.yaml: name:',
      'bad.yaml: load.shape: must be one of burst',
      'bad.yaml: x: there is no such setting',
    ],
  ],
  ['run single --scenario torn.yaml', ['torn.yaml: ', /line 2/]],
  ['run single --report nope', ['unknown report: nope', 'terminal, json, html']],
  ['run single --report html=a,json=a', ['overwrite each other']],
  ['run single --db-connections 0', ['--db-connections', 'not 0']],
  ['run cluster --db-connections 3', ['cluster needs at least 4', '--db-connections 4']],
  ['run single --users 5 --rate 1 --duration 5s', ['contradict each other', 'leave one']],
  ['run single --rate 1 --duration 5s', ['a burst has no rate', 'constant and poisson']],
  ['run single --rate=-1', ['--rate', 'not -1']],
  ['run single --trials 0', ['--trials', 'not 0']],
  ['run single --seed x', ['--seed', 'not x']],
  ['run single --widgets 99', ['--widgets', 'from 1 to 12']],
  ['run single --slo p95(nothing)<1s', ['there is no metric nothing', 'ttc']],
  ['run single --driver nope', ['unknown driver: nope', 'users']],
  ['run single --provider nope', ['unknown provider of postgres: nope', 'auto, docker, local, embedded']],
  ['run single --provider nginx=nope,postgres=auto', ['unknown provider of nginx: nope', 'auto, local']],
  ['run single --ports 5199-5100', ['--ports', 'such as 5100-5199', 'not 5199-5100']],
  ['run single --ports 0-9', ['--ports', 'from 1 to 65535', 'not 0-9']],
  ['run single --ports 5100', ['--ports', 'not 5100']],
  ['run single --provider redis=local', ['unknown service: redis', 'postgres']],
  ['run single --output bad.yaml/out', ['cannot make the folder', '--output']],
  ['report', ["missing required argument 'run'"]],
  ['report nope', ['nope holds no report.json']],
  ['report latest', ['no recorded run in results/']],
  ['list nope', ['unknown list: nope', 'strategies, scenarios, drivers, reports']],
  ['list strategies drivers', ['too many arguments']],
  ['serve nope', ['unknown strategy: nope', 'single']],
  ['serve single --ports 1-99999', ['--ports', 'not 1-99999']],
  ['verify single --ports x-y', ['--ports', 'not x-y']],
  ['setup apache', ['bench setup installs no apache', 'it installs: nginx']],
  ['serve single --port 99999', ['--port', 'from 0 to 65535']],
  ['serve single --allow-origin nope', ['--allow-origin', 'http://localhost:8000']],
  ['serve cluster --db-connections 1', ['cluster needs at least 4']],
  ['init strategy My_Pool', ['My_Pool cannot be the name', 'lower case']],
  ['init strategy single', ['there is a strategy single already']],
  ['init strategy pool --into nope', ['cannot write into nope']],
]

describe.concurrent('wrong use is told in a few lines, and exits with 2', () => {
  test.each(wrongUses)('bench %s', async (line, said) => {
    const { code, out, err } = await bench(line.split(' '), { env, cwd: folder })
    expect(code).toBe(2)
    expect(out).toBe('')
    for (const text of said) expect(err).toMatch(text)
    expectShort(err)
  })
})

/** What is asked for but not there, exit 3; with what the environment names as a database. */
const lacking: readonly (readonly [line: string, url: string | undefined, said: readonly string[]])[] = [
  ['--provider docker', undefined, ['containers are not built yet', 'another provider']],
  ['', 'mysql://localhost/x', ['DATABASE_URL is not the URL of a Postgres database']],
  [
    '',
    'postgres://u:secret@127.0.0.1:1/x',
    ['postgres://u@127.0.0.1:1/x: connect ECONNREFUSED', 'check DATABASE_URL'],
  ],
]

describe.concurrent('what the machine lacks is told, and exits with 3', () => {
  test.each(lacking)('bench run single %s with %s', async (line, url, said) => {
    const args = ['run', 'single', '--output', 'out', ...line.split(' ').filter(Boolean)]
    const { code, out, err } = await bench(args, { env: { ...env, DATABASE_URL: url }, cwd: folder })
    expect(code).toBe(3)
    expect(out).toBe('')
    for (const text of said) expect(err).toContain(text)
    expect(err).not.toContain('secret')
    expectShort(err.slice(err.indexOf('error ')))
  })
})

test('nothing is made that a run would have made', async () => {
  expect(await readdir(folder)).toEqual(['bad.yaml', 'state', 'torn.yaml'])
  expect(await readdir(join(folder, 'state', 'chartbench', 'ledger'))).toEqual([])
})

function expectShort(err: string): void {
  expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(5)
  expect(err).not.toMatch(/^\s+at /m)
  expect(err).toMatch(/^error /m)
}
