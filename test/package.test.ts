import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')

/** A folder as a user has it who installed the package, and the list of what `npm pack` put into it. */
let folder = ''
let packed: string[] = []
/** As compose.yaml has its users make one, beside theirs. */
const secrets = join(root, 'docker', `.env.test-${process.pid}`)

beforeAll(async () => {
  // mkdtemp makes it 0700, as a home folder is: another user's Postgres may not look inside.
  folder = await mkdtemp(join(tmpdir(), 'chartbench-package-'))
  await writeFile(secrets, 'POSTGRES_PASSWORD=x\n', { flag: 'wx' })
  const { stdout } = await run('npm', ['pack', '--json', '--silent', '--pack-destination', folder], {
    cwd: root,
  }).finally(() => rm(secrets))
  const [archive] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [
    { filename: string; files: { path: string }[] },
  ]
  packed = archive.files.map((file) => file.path)
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n')
  await run(
    'npm',
    [
      'install',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts=false',
      '--prefer-offline',
      `./${archive.filename}`,
    ],
    { cwd: folder },
  )
}, 240_000)

afterAll(async () => {
  await rm(folder, { recursive: true })
})

/** Runs the installed command, in the folder it was installed into. */
function bench(...args: string[]) {
  const command = join(folder, 'node_modules', 'chartbench', 'bin', 'bench.js')
  return run(process.execPath, [command, ...args], { cwd: folder, env: { ...process.env, NO_COLOR: '1' } })
}

test('the package holds the program, its documents, and nothing else', () => {
  const allowed =
    /^(bin\/bench\.js|dist\/.+|docs\/[^/]+\.md|docs\/images\/[^/]+\.png|docs\/protocol\/[^/]+\.schema\.json|README\.md|CHANGELOG\.md|LICENSE|package\.json)$/
  expect(packed.filter((path) => !allowed.test(path))).toEqual([])
  expect(packed.filter((path) => path.includes('/.env'))).toEqual([])
  expect(packed.filter((path) => path.endsWith('.ts') || path.includes('.test.'))).toEqual([])
  expect(packed).toEqual(
    expect.arrayContaining(['bin/bench.js', 'dist/harness/cli.js', 'LICENSE', 'README.md']),
  )
})

test('installed, `bench list` names the strategies', async () => {
  const { stdout } = await bench('list')
  expect(stdout).toMatch(/\bsingle\b/)
})

test('installed, `bench run` measures and writes its report', async () => {
  const options = ['--scenario', 'smoke', '--provider', 'postgres=embedded,nginx=local', '--output', 'out']
  await bench('run', 'single', ...options)
  expect(await readdir(join(folder, 'out'))).toEqual(
    expect.arrayContaining(['run.json', 'report.json', 'trials']),
  )
}, 120_000)
