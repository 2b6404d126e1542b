import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { failureLines } from '../harness/commands/failureText.ts'
import { createProgram } from '../harness/commands/index.ts'
import { ReportError } from '../reports/errors.ts'
import { bench } from './bench.ts'

let folder = ''
let env: Record<string, string | undefined> = {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartbench-wrong-use-'))
  env = {
    BENCH_STATE: join(folder, 'state'),
    BENCH_PROVIDER: undefined,
    DATABASE_URL: undefined,
    SQLALCHEMY_DATABASE_URI: undefined,
    DOCKER_HOST: 'unix:///nowhere/docker.sock',
  }
  const files = {
    'bad.yaml': 'name: Bad Name\ntitle: t\nanswers: a\nload: { shape: brust }\nusrs: 1\n',
    'torn.yaml': 'name: [\n',
    'worse.yaml': 'one: 1\ntwo: 2\nthree: 3\nfour: 4\nfive: 5\nsix: 6\n',
    'my-folder/index.ts': "import './nowhere.ts'\n",
    'newer/report.json': '{ "version": 99 }\n',
    'cut-off/report.json': '{',
  }
  for (const [file, content] of Object.entries(files)) {
    await mkdir(join(folder, dirname(file)), { recursive: true })
    await writeFile(join(folder, file), content)
  }
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

/** A command line, and what it must be told. The exit code is 2. */
const wrongUses: readonly (readonly [line: string, said: readonly (string | RegExp)[]])[] = [
  ['rnu', ["unknown command 'rnu'", 'did you mean run?', 'bench --help']],
  ['init scenaro x', ["unknown command 'scenaro'", 'did you mean scenario?', 'bench init --help']],
  ['run', ['bench run needs a strategy: names', 'for example: bench run all', 'bench run --help']],
  ['run nope', ['unknown strategy: nope', /valid: .*single.*cluster/]],
  ['run singel', ['did you mean single?']],
  ['run my-folder', ['did you mean ./my-folder?']],
  ['run ./nope', ['there is no ./nope', 'single']],
  ['run .', ['holds no index.ts', 'bench init strategy']],
  ['run ./my-folder', ['./my-folder cannot be loaded', 'nowhere.ts', '--verbose']],
  ['run single --usres 4', ["unknown option '--usres'", 'did you mean --users?', 'bench run --help']],
  ['run single --users', ["'--users <n[,n…]>' argument missing", 'bench run --help']],
  ['run single --users 0', ['--users', 'from 1 to', 'not 0']],
  ['run single --users 8,x', ['--users', 'not x']],
  ['run single --query 5', ['--query', 'duration such as 5s', 'not 5']],
  ['run single --query 99h', ['--query', 'at most', 'not 99h']],
  ['run single --query-mode sync', ['unknown query mode: sync', 'did you mean async?', 'async, blocking']],
  ['run single --scenario brust', ['unknown scenario: brust', 'burst?', 'smoke, burst, steady, neighbour']],
  ['run single --scenario bad', ['did you mean bad.yaml?']],
  ['run single --scenario nope.yaml', ['cannot read', 'there is no such file', 'bench init scenario']],
  ['run single --scenario my-folder/', ['it is a folder', 'name the YAML file']],
  [
    'run single --scenario bad.yaml',
    [
      'bad.yaml: name:',
      'bad.yaml: load.shape: must be one of burst',
      'bad.yaml: usrs: there is no such setting; did you mean users?',
    ],
  ],
  ['run single --scenario torn.yaml', ['torn.yaml: line 2, column 1: ', 'mend the YAML']],
  ['run single --report htm', ['unknown report: htm', 'did you mean html?', 'terminal, json, html']],
  ['run single --report html=a,json=a', ['overwrite each other']],
  ['run single --report html=bad.yaml/x.html', ['cannot write html to bad.yaml/x.html', '--report']],
  ['run single --open --report terminal', ['--open opens the report html', 'add html to --report']],
  ['run single --open --json', ['--open opens the report html']],
  ['run single --db-connections 0', ['--db-connections', 'not 0']],
  ['run cluster --db-connections 3', ['cluster needs at least 4', '--db-connections 4']],
  ['run single --users 5 --rate 1 --duration 5s', ['contradict each other', 'leave one']],
  ['run single --rate 1 --duration 5s', ['a burst has no rate', 'constant and poisson']],
  ['run single --rate=-1', ['--rate', 'not -1']],
  ['run single --trials 0', ['--trials', 'not 0']],
  ['run single --seed x', ['--seed', 'not x']],
  ['run single --widgets 99', ['--widgets', 'from 1 to 12']],
  ['run single --slo p95(nothing)<1s', ['there is no metric nothing', 'ttc']],
  ['run single --driver usres', ['unknown driver: usres', 'did you mean users?']],
  ['run single --provider lokal', ['unknown provider of postgres: lokal', 'local?', 'auto, docker, local']],
  [
    'run single --provider nginx=nope,postgres=auto',
    ['unknown provider of nginx: nope', 'auto, docker, local'],
  ],
  ['run single --provider postgress=local', ['unknown service: postgress', 'did you mean postgres?']],
  ['run single --image postgress=a:1', ['unknown service: postgress', 'did you mean postgres?']],
  ['run single --image nginx=--privileged', ['--image nginx must be an image', 'not --privileged']],
  ['run single --ports 5199-5100', ['--ports', 'such as 5100-5199', 'not 5199-5100']],
  ['run single --ports 0-9', ['--ports', 'from 1 to 65535', 'not 0-9']],
  ['run single --ports 5100', ['--ports', 'not 5100']],
  ['report', ['bench report needs a run', 'for example: bench report latest']],
  ['report latst', ['there is no latst', 'did you mean latest?']],
  ['report my-folder', ['my-folder holds no report.json', 'or latest']],
  ['report bad.yaml', ['bad.yaml is a file', 'or latest']],
  ['report newer', ['newer/report.json has version 99', 'a newer one']],
  ['report cut-off', ['cut-off/report.json is not JSON', 'was cut off or changed']],
  ['report latest', ['no recorded run in results/', 'bench run all']],
  ['list scenario', ['unknown kind: scenario', 'did you mean scenarios?', 'strategies, scenarios, drivers']],
  ['list strategies drivers', ['too many arguments']],
  ['serve sngle', ['unknown strategy: sngle', 'did you mean single?']],
  ['serve single --ports 1-99999', ['--ports', 'not 1-99999']],
  ['verify single --ports x-y', ['--ports', 'not x-y']],
  ['setup ngnix', ['unknown program to install: ngnix', 'did you mean nginx?']],
  ['serve single --port 99999', ['--port', 'from 0 to 65535']],
  ['serve single --allow-origin nope', ['--allow-origin', 'http://localhost:8000']],
  ['serve cluster --db-connections 1', ['cluster needs at least 4']],
  ['init strategy My_Pool', ['My_Pool cannot be the name', 'lower case']],
  ['init strategy single', ['a strategy of the name single comes with bench']],
  ['init strategy pool --into nope', ['cannot write into nope', 'there is no such folder', '--into']],
  ['init scenario smoke', ['a scenario of the name smoke comes with bench']],
  ['init scenario mine --into bad.yaml', ['cannot write into bad.yaml', 'it is no folder']],
  ['completion fsh', ['unknown shell: fsh', 'did you mean zsh or fish?']],
]

/** What the program says of a command line on 80 columns, found out in this process: a start takes its time. */
async function told(line: string, verbose = false): Promise<{ error: unknown; lines: string[] }> {
  try {
    await (await createProgram()).parseAsync(line.split(' '), { from: 'user' })
  } catch (error) {
    return { error, lines: failureLines(error, { columns: 80, verbose }) }
  }
  throw new Error(`bench ${line} is no wrong use`)
}

describe('wrong use is told in five lines of 80 columns at most', () => {
  const before = process.cwd()
  beforeAll(() => {
    process.chdir(folder)
    vi.stubEnv('BENCH_STATE', env.BENCH_STATE)
  })
  afterAll(() => {
    process.chdir(before)
    vi.unstubAllEnvs()
  })

  test.each(wrongUses)('bench %s', async (line, said) => {
    const { error, lines } = await told(line)
    expect(error).toMatchObject(error instanceof ReportError ? {} : { exitCode: 2 })
    const text = lines.join(' ').replace(/\s+/g, ' ')
    for (const words of said) expect(text).toMatch(words)
    expect(lines.length).toBeLessThanOrEqual(5)
    expect(lines.filter((line) => line.length > 80)).toEqual([])
    expect(lines[0]).toMatch(/^error /)
  })

  test('what does not fit is told with --verbose', async () => {
    const short = await told('run single --scenario worse.yaml')
    expect(short.lines).toHaveLength(5)
    expect(short.lines.at(-1)).toBe('  --verbose says more')
    const whole = await told('run single --scenario worse.yaml', true)
    for (const key of ['one', 'two', 'three', 'four', 'five', 'six'])
      expect(whole.lines.join('\n')).toContain(`worse.yaml: ${key}: there is no such setting`)
    expect(whole.lines.join('\n')).toMatch(/^ {2}at /m)
  })
})

describe.concurrent('the program itself', () => {
  test.each([
    ['run singel', /^error unknown strategy: singel\n {2}→ did you mean single\?\n {4}valid: /],
    ['run single --usres 4', /^error unknown option '--usres'\n {2}→ did you mean --users\?\n/],
  ])('bench %s exits with 2 and says it on stderr', async (line, said) => {
    const { code, out, err } = await bench(line.split(' '), { env, cwd: folder })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(said)
    expectShort(err)
  })

  test('breaks long lines where the terminal ends, and not where there is none', async () => {
    const line = ['run', 'single', '--scenario', 'brust']
    const [narrow, endless] = await Promise.all([
      bench(line, { env: { ...env, COLUMNS: '50' }, cwd: folder }),
      bench(line, { env: { ...env, COLUMNS: undefined }, cwd: folder }),
    ])
    expect(narrow.err.split('\n').filter((line) => line.length > 50)).toEqual([])
    expect(endless.err.split('\n')).toHaveLength(4)
  })

  test('--verbose is understood before and after the command', async () => {
    for (const line of ['--verbose run single --users x', 'run single --users x --verbose']) {
      const { code, err } = await bench(line.split(' '), { env, cwd: folder })
      expect(code).toBe(2)
      expect(err).toMatch(/^ {2}at wholeNumber /m)
    }
  })

  test('a folder that cannot be made is found out, in /proc too', async () => {
    const end = await bench(['run', 'single', '--output', 'bad.yaml/out'], { env, cwd: folder })
    expect(end.code).toBe(2)
    expect(end.err).toMatch(/cannot make the folder of the run, bad.yaml\/out: a part of the path is a file/)
    if (existsSync('/proc/self')) {
      const proc = await bench(['run', 'single', '--output', '/proc/out'], { env, cwd: folder })
      expect(proc.err).toContain('cannot make the folder of the run, /proc/out')
    } else console.log('a folder in /proc: skipped, there is no /proc')
  })
})

/** What is asked for but not there, exit 3; with what the environment names as a database. */
const lacking: readonly (readonly [line: string, url: string | undefined, said: readonly string[]])[] = [
  ['--provider docker', undefined, ['DOCKER_HOST does not answer', 'start that engine']],
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
  const given = ['bad.yaml', 'cut-off', 'my-folder', 'newer', 'state', 'torn.yaml', 'worse.yaml']
  expect(await readdir(folder)).toEqual(given)
  expect(await readdir(join(folder, 'state', 'chartbench', 'ledger'))).toEqual([])
})

function expectShort(err: string): void {
  expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(5)
  expect(err).not.toMatch(/^\s+at /m)
  expect(err).toMatch(/^error /m)
}
