import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { createProgram } from '../harness/commands/index.ts'
import { exitCodes } from '../harness/errors.ts'
import { scenarioNames } from '../scenarios/index.ts'
import { strategyNames } from '../strategies/index.ts'
import { root } from './bench.ts'

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...strategyNames.map((name) => `strategies/${name}/README.md`),
]
const read = (document: string) => readFileSync(join(root, document), 'utf8')
const readme = read('README.md')

/** Every `npm …` and `bench …` that a document quotes, in blocks of code and in the text. */
function commandsOf(document: string): string[] {
  const blocks = [...read(document).matchAll(/^```\n(.*?)^```$/gms)].flatMap(([, block]) =>
    block!.split('\n'),
  )
  const inline = [...read(document).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!)
  return [...blocks, ...inline]
    .flatMap((line) => line.split(' && '))
    .map((command) => command.trim())
    .filter((command) => /^(npm|bench) /.test(command))
}

const quoted = [...new Set(documents.flatMap(commandsOf))]

test('documents quote commands at all', () => {
  expect(quoted.length).toBeGreaterThan(15)
})

test.each(quoted.filter((command) => command.startsWith('npm ')))('%s: the script is there', (command) => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const [, verb, script] = command.split(' ')
  if (verb === 'run') expect(Object.keys(scripts)).toContain(script)
  else expect(['ci', 'test', 'install']).toContain(verb)
})

const benchLines = quoted.map((command) => command.replace(/^npm run bench -- /, 'bench ')).filter(isBench)

test.each(benchLines)('%s: the command line is understood', async (line) => {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quotedWord, word]) => quotedWord ?? word!)
  const { command, rest } = await find(words.slice(1))
  const { operands, unknown } = command.parseOptions(rest)
  expect(unknown.filter((option) => option !== '--help')).toEqual([])
  if (['run', 'serve', 'verify'].includes(command.name())) {
    const placeholders = ['<arguments>']
    const known = [...strategyNames, 'all', ...placeholders]
    for (const name of operands) if (!/[/.]/.test(name)) expect(known).toContain(name)
  }
  const { scenario } = command.opts<{ scenario?: string }>()
  if (scenario !== undefined) expect(scenarioNames).toContain(scenario)
})

describe('README.md', () => {
  test('names every strategy and every scenario, and no other', () => {
    expect(firstCells('## Strategies')).toEqual(strategyNames)
    expect(firstCells('## Scenarios').sort()).toEqual([...scenarioNames].sort())
  })

  test('lists the exit codes that a run can have', () => {
    const listed = [...section('## Exit codes').matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code))
    // No command of this version compares two versions.
    const { regression: _, ...codes } = exitCodes
    expect(listed).toEqual(Object.values(codes))
  })

  test.each(documents.filter((document) => existsSync(join(root, document))))(
    'links of %s lead somewhere',
    (document) => {
      const links = [...read(document).matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link]) => link!)
      const local = links.filter((link) => !/^[a-z]+:/.test(link))
      expect(local.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([])
    },
  )
})

function isBench(command: string): boolean {
  return command.startsWith('bench ')
}

/** The command that the first words name, and the words after it. */
async function find(words: readonly string[]): Promise<{ command: Command; rest: string[] }> {
  let command = await createProgram()
  for (const [i, word] of words.entries()) {
    const child = command.commands.find((one) => one.name() === word)
    if (!child) return { command, rest: words.slice(i) }
    command = child
  }
  return { command, rest: [] }
}

function section(heading: string): string {
  return readme.slice(readme.indexOf(`${heading}\n`)).split('\n## ')[0]!
}

/** What stands as code in the first column of the first table below a heading. */
function firstCells(heading: string): string[] {
  return [...section(heading).matchAll(/^\| \[?`([\w-]+)`/gm)].map(([, name]) => name!)
}
