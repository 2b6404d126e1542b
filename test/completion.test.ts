import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { completionScript } from '../harness/commands/completion/index.ts'
import { linesOf } from '../harness/commands/completion/lines.ts'
import { createProgram } from '../harness/commands/index.ts'
import { reportNames } from '../reports/index.ts'
import { scenarioNames } from '../scenarios/index.ts'
import { strategyNames } from '../strategies/index.ts'
import { bench } from './bench.ts'

const program = await createProgram()
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chartbench-completion-'))
  for (const name of ['my-strategy', 'results', '.hidden']) mkdirSync(join(folder, name))
  for (const name of ['mine.yaml', 'notes.txt']) writeFileSync(join(folder, name), '')
  for (const shell of ['bash', 'zsh', 'fish'])
    writeFileSync(join(folder, `bench.${shell}`), completionScript(shell, program))
})

afterAll(() => rmSync(folder, { recursive: true }))

function isHere(shell: string): boolean {
  const here = spawnSync(shell, ['--version']).status === 0
  if (!here) console.log(`completion in ${shell}: skipped, there is no ${shell} on the PATH`)
  return here
}

test('bench completion prints the script of the shell, and says how to install it', async () => {
  const { code, out } = await bench(['completion', 'bash'])
  expect(code).toBe(0)
  expect(out).toBe(completionScript('bash', program))
  const help = await bench(['completion', '--help'])
  for (const shell of ['bash', 'zsh', 'fish']) expect(help.out).toContain(`bench completion ${shell}`)
})

test('every command is there, with every option that its help shows', () => {
  const lines = linesOf(program)
  for (const name of [
    '',
    'run',
    'report',
    'serve',
    'verify',
    'list',
    'init scenario',
    'init strategy',
    'help',
  ])
    expect(lines.map(({ path }) => path)).toContain(name)
  const run = lines.find(({ path }) => path === 'run')!
  const flags = run.options.flatMap((option) => option.flags)
  for (const flag of ['--scenario', '--open', '--help', '-h', '--verbose', '--no-color'])
    expect(flags).toContain(flag)
})

/** Words after `bench`, the last of which is being typed, as bash splits them; what it is completed to. */
const inBash: readonly (readonly [words: string[], completed: readonly string[]])[] = [
  [['ru'], ['run']],
  [
    ['init', ''],
    ['scenario', 'strategy', 'help'],
  ],
  [['help', 're'], ['report']],
  [
    ['run', ''],
    ['all', ...strategyNames],
  ],
  [['run', 'single', 'thr'], strategyNames.filter((name) => name.startsWith('thr'))],
  [['run', './my'], ['./my-strategy']],
  [['run', '--sc'], ['--scenario']],
  [['--verbose', 'run', '--op'], ['--open']],
  [
    ['run', '--scenario', ''],
    [...scenarioNames, 'mine.yaml', 'my-strategy', 'results'],
  ],
  [['run', '--scenario', 'mi'], ['mine.yaml']],
  [
    ['run', '--query-mode', ''],
    ['async', 'blocking'],
  ],
  [['run', '--query-mode', 'async,'], ['async,blocking']],
  [['run', '--query-mode', '=', 'bl'], ['blocking']],
  [['run', '--report', 'terminal,ht'], ['terminal,html']],
  [['run', '--report', 'html', '=', 'no'], ['notes.txt']],
  [['run', '--report', '=', 'html', '=', 'no'], ['notes.txt']],
  [['run', '--provider', 'postgres', '=', 'lo'], ['local']],
  [
    ['run', '--output', ''],
    ['my-strategy', 'results'],
  ],
  [
    ['run', '--output', 'run', '--q'],
    ['--query', '--query-mode'],
  ],
  [['run', '--users', ''], []],
  [['report', 'la'], ['latest']],
  [['report', 'res'], ['results']],
  [['report', 'latest', ''], []],
  [['report', 'latest', '--report', 'jun'], reportNames.filter((name) => name.startsWith('jun'))],
  [['list', 'sc'], ['scenarios']],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['init', 'scenario', 'x', '--into', 'my'], ['my-strategy']],
]

test.skipIf(!isHere('bash'))('bash completes with it', () => {
  const quote = (word: string) => `'${word}'`
  const lines = inBash.map(
    ([words]) => `COMP_WORDS=(bench ${words.map(quote).join(' ')}); COMP_CWORD=${words.length}; complete_one`,
  )
  const driver = `
set -u
source ./bench.bash
complete -p bench > /dev/null || exit 3
complete_one() { _bench; printf '%s ' "\${COMPREPLY[@]+"\${COMPREPLY[@]}"}"; echo; }
${lines.join('\n')}`
  const out = execFileSync('bash', ['--norc', '-c', driver], { cwd: folder, encoding: 'utf8' })
  const completed = out.split('\n').map((line) => line.split(' ').filter(Boolean))
  const found = inBash.map(([words], i) => [words, completed[i]!.sort()])
  expect(found).toEqual(inBash.map(([words, names]) => [words, [...names].sort()]))
})

test.skipIf(!isHere('zsh'))('zsh can read it', () => {
  execFileSync('zsh', ['-n', join(folder, 'bench.zsh')])
})

/** What is typed, and what stands first in each line that fish offers. */
const inFish: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ['bench ru', ['run']],
  ['bench run --sc', ['--scenario']],
  ['bench run thr', strategyNames.filter((name) => name.startsWith('thr'))],
  ['bench run --scenario burs', ['burst']],
  ['bench run --users ', []],
  ['bench init sc', ['scenario']],
  ['bench completion ', ['bash', 'fish', 'zsh']],
]

describe.skipIf(!isHere('fish'))('fish completes with it', () => {
  test.each(inFish)('%s', (line, offered) => {
    const script = `source bench.fish; complete -C '${line}'`
    const out = execFileSync('fish', ['--no-config', '-c', script], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, HOME: folder },
    })
    const found = out.split('\n').filter(Boolean)
    expect(found.map((one) => one.split('\t')[0])).toEqual(offered)
  })
})
