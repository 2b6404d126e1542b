import { execFileSync, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** A program that tells how it was started, and how often it was interrupted. */
const PROGRAM = `
const task: string | undefined = process.argv[2]
if (task === 'wait') {
  let interrupts = 0
  process.on('SIGINT', () => console.log('interrupts', ++interrupts))
  process.on('SIGTERM', () => process.exit(interrupts > 0 ? 130 : 143))
  setInterval(() => {}, 1_000)
  console.log('waiting')
} else if (task === 'die') process.kill(process.pid, 'SIGKILL')
else {
  console.log(JSON.stringify([Number.parseInt(process.version.slice(1)), ...process.argv.slice(2)]))
  process.exitCode = 5
}
`

/** The first Node of the PATH that is too old to run the program. */
function olderNode(): string | undefined {
  const candidates = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'))
  return candidates.find((candidate) => {
    try {
      return Number.parseInt(execFileSync(candidate, ['--version'], { encoding: 'utf8' }).slice(1), 10) < 24
    } catch {
      return false // no executable there
    }
  })
}

const older = olderNode()
if (older === undefined) console.log('bin/bench.js under an older Node: skipped, there is none on the PATH')

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartbench-bin-'))
  for (const name of ['whole', 'without']) {
    const checkout = join(folder, name)
    await mkdir(join(checkout, 'harness'), { recursive: true })
    await cp(join(root, 'bin'), join(checkout, 'bin'), { recursive: true })
    await writeFile(join(checkout, 'package.json'), '{ "type": "module" }\n')
    await writeFile(join(checkout, 'harness', 'cli.ts'), PROGRAM)
  }
  await mkdir(join(folder, 'whole', 'node_modules'))
  await symlink(join(root, 'node_modules', 'node'), join(folder, 'whole', 'node_modules', 'node'))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

/**
 * Runs `bin/bench.js` in a session of its own, so without a terminal. One of `signals` is sent for each line that it
 * prints: what one of them has led to is there before the next.
 */
async function run(node: string, checkout: string, args: string[], ...signals: NodeJS.Signals[]) {
  const child = spawn(node, [join(folder, checkout, 'bin', 'bench.js'), ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
    for (const _line of text.matchAll(/\n/g)) {
      const signal = signals.shift()
      if (signal) child.kill(signal)
    }
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const { promise, resolve, reject } = Promise.withResolvers<[number | null, NodeJS.Signals | null]>()
  child.on('error', reject)
  child.on('close', (code, endedBy) => resolve([code, endedBy]))
  const [code, endedBy] = await promise
  return { code, endedBy, out, err }
}

describe.each([
  ['Node 24', process.execPath],
  ['an older Node', older],
])('under %s', (_, node) => {
  test.skipIf(node === undefined)(
    'the program runs under Node 24, with its arguments and exit code',
    async () => {
      const { code, out } = await run(node!, 'whole', ['run', 'a b', '--x'])
      expect(JSON.parse(out)).toEqual([24, 'run', 'a b', '--x'])
      expect(code).toBe(5)
    },
  )

  test.skipIf(node === undefined)('SIGTERM and SIGINT reach the program, once', async () => {
    expect(await run(node!, 'whole', ['wait'], 'SIGTERM')).toMatchObject({ code: 143 })
    const interrupted = await run(node!, 'whole', ['wait'], 'SIGINT', 'SIGTERM')
    expect(interrupted).toMatchObject({ code: 130, out: 'waiting\ninterrupts 1\n' })
  })

  test.skipIf(node === undefined)('it ends by the signal that ended the program', async () => {
    expect(await run(node!, 'whole', ['die'])).toMatchObject({ code: null, endedBy: 'SIGKILL' })
  })
})

test.skipIf(older === undefined)('without a Node 24 it says what to do', async () => {
  const { code, out, err } = await run(older!, 'without', ['list'])
  expect({ code, out }).toEqual({ code: 3, out: '' })
  expect(err).toMatch(/^bench needs Node 24 or later, .+: .*`npm install node@24`.*\n$/)
})
