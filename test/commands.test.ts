import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProgram } from '../harness/commands/index.ts'
import { reportNames } from '../reports/index.ts'
import { loadScenario, scenarioNames } from '../scenarios/index.ts'
import { strategyNames } from '../strategies/index.ts'
import { bench } from './bench.ts'

const COLUMNS = 80
let folder = ''
let env: Record<string, string | undefined> = {}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chartbench-commands-'))
  env = { BENCH_STATE: folder, DATABASE_URL: undefined, SQLALCHEMY_DATABASE_URI: undefined }
})

afterAll(() => rmSync(folder, { recursive: true }))

const noEngine = { DOCKER_HOST: 'unix:///nowhere/docker.sock' }

/** The help of a command, as the program writes it where there is no terminal. */
async function helpOf(path: string): Promise<string> {
  let command = await createProgram()
  for (const name of path.split(' ')) command = command.commands.find((one) => one.name() === name)!
  let text = ''
  command.configureOutput({ writeOut: (written) => (text += written) }).outputHelp()
  return text
}

function expectNarrow(text: string): void {
  expect(text.split('\n').filter((line) => line.length > COLUMNS)).toEqual([])
}

describe('bench list', () => {
  test('names everything that can be named, within 80 columns', async () => {
    const { code, out } = await bench(['list'], { env })
    expect(code).toBe(0)
    for (const name of [...strategyNames, ...scenarioNames, ...reportNames, 'users'])
      expect(out).toMatch(new RegExp(`^  (. )?${name} `, 'm'))
    expectNarrow(out)
    expect(out).toContain('Do the sliders still answer')
    expect(out).not.toContain('Four users have their charts')
  })

  test('scenarios alone: the whole of what each answers, and what is played', async () => {
    const { out } = await bench(['list', 'scenarios'], { env })
    const text = out.replace(/\s+/g, ' ')
    for (const name of scenarioNames) {
      const { title, answers } = await loadScenario(name)
      expect(text).toContain(`${name} ${title} ${answers.trim()} Played: `)
    }
    expectNarrow(out)
  })

  test('says of every strategy why it cannot run here, and what would help', async () => {
    const { code, out } = await bench(['list', 'strategies'], {
      env: { ...env, BENCH_PROVIDER: undefined, DATABASE_URL: 'mysql://x' },
    })
    expect(code).toBe(0)
    expect(out.match(/Cannot run here: .*DATABASE_URL/g)).toHaveLength(strategyNames.length)
    expect(out).toContain('→ it should look like')
    expect(out).not.toContain('Scenarios')
  })

  test('the same as JSON', async () => {
    const { out } = await bench(['list', 'strategies', '--json'], { env })
    const { strategies } = JSON.parse(out) as {
      strategies: { name: string; availability: { ok: boolean } }[]
    }
    expect(strategies.map(({ name }) => name)).toEqual(strategyNames)
    expect(strategies.every(({ availability }) => availability.ok)).toBe(true)
  })
})

describe('bench doctor', () => {
  test('tells what is here, and which Postgres is taken and why', async () => {
    const { code, out } = await bench(['doctor'], { env: { ...env, ...noEngine } })
    expect(code).toBe(0)
    expect(out).toMatch(/^ {2}Node +24\./m)
    expect(out).toMatch(/^ {2}embedded +yes: Postgres \d+/m)
    expect(out).toMatch(/^ {2}→ auto +takes (local|embedded), the first of docker, local and embedded/m)
    expect(out).toMatch(
      /^nginx\n {2}docker +no: .*\n( +.*\n)* {2}local +(yes: nginx \d|no: nginx is not installed\n +→ bench setup nginx)/m,
    )
    expect(out).toMatch(
      /^Containers\n {2}engine +none: DOCKER_HOST does not answer: .*\n( +.*\n)* +→ start that/m,
    )
    expect(out).toMatch(/Left by killed runs\n {2}nothing/)
    expectNarrow(out)
  })

  test('looks whether a database that is named answers, and hides its password', async () => {
    const url = 'postgres://u:secret@127.0.0.1:1/x'
    const { code, out } = await bench(['doctor'], { env: { ...env, ...noEngine, DATABASE_URL: url } })
    expect(code).toBe(0)
    expect(out).toMatch(/local +no: postgres:\/\/u@127\.0\.0\.1:1\/x: connect ECONNREFUSED/)
    expect(out).not.toContain('secret')
  })
})

describe('help', () => {
  const commands = [
    'run',
    'report',
    'serve',
    'verify',
    'list',
    'init',
    'doctor',
    'setup',
    'export',
    'completion',
  ]

  test('of the program: every command, the exit codes', async () => {
    const { code, out } = await bench(['--help'], { env })
    expect(code).toBe(0)
    for (const name of commands) expect(out).toMatch(new RegExp(`^ {2}${name} .*\\w`, 'm'))
    expect(out).toContain('Exit codes')
    expectNarrow(out)
  })

  test.each([...commands, 'init strategy', 'init scenario'])('of %s: with examples', async (name) => {
    const out = await helpOf(name)
    expect(out).toMatch(new RegExp(`^Examples:\\n {2}(source <\\()?bench ${name}\\b`, 'm'))
    expect(out).toMatch(/^Global Options:\n(.*\n)? {2}--verbose /m)
    expectNarrow(out)
  })

  test('of run: its options in groups, with their defaults', async () => {
    const out = await helpOf('run')
    for (const group of ['What is played:', 'Load:', 'What serves it, and where:', 'Output:'])
      expect(out).toMatch(new RegExp(`^${group}\\n {2}--`, 'm'))
    expect(out.replace(/\s+/g, ' ')).toContain('default: burst')
  })

  test('without a command, and as a command', async () => {
    const [alone, asked] = await Promise.all([bench([], { env }), bench(['help', 'run'], { env })])
    expect(alone).toMatchObject({ code: 2, out: '' })
    expect(alone.err).toMatch(/^Usage: bench /)
    expect(asked.code).toBe(0)
    expect(asked.out).toMatch(/^Usage: bench run /)
  })
})
