import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { createProgram } from '../harness/commands/index.ts'
import { exitCodes } from '../harness/errors.ts'
import { htmlReport } from '../reports/html/index.ts'
import { reportNames, reportOutputs } from '../reports/index.ts'
import { verdicts } from '../reports/model.ts'
import { scenarioSchema } from '../scenarios/contract.ts'
import { scenarioNames } from '../scenarios/index.ts'
import { shapes } from '../scenarios/shapes/index.ts'
import { strategyNames } from '../strategies/index.ts'
import { root } from './bench.ts'
import { blocksOf, documents, inlineCommandsOf, read, stepsOf } from './docs/documents.ts'
import { simulatedRun } from './reports/simulated/run.ts'
import { withFaults, withInteractions } from './reports/simulated/variants.ts'
import { fileOf } from './reports/states.ts'

const all = [...documents, 'CONTRIBUTING.md']

const quoted = [
  ...new Set(
    all.flatMap((document) => [
      ...stepsOf(document).flatMap((step) => (step.kind === 'command' ? [step.line] : [])),
      ...inlineCommandsOf(document).flatMap((command) => command.split(' && ')),
    ]),
  ),
]

test('commands stand where the test that runs them finds them', () => {
  const elsewhere = all.flatMap((document) =>
    blocksOf(document)
      .filter(({ language }) => !['sh', 'text'].includes(language))
      .flatMap(({ lines }) => lines.filter((line) => /^(npm|bench|npx) /.test(line))),
  )
  expect(elsewhere).toEqual([])
})

test.each(quoted.filter((command) => command.startsWith('npm ')))('%s: the script is there', (command) => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const [verb, script] = command
    .split(' ')
    .filter((word) => word !== '-s')
    .slice(1)
  if (verb === 'run') expect(Object.keys(scripts)).toContain(script)
  else expect(['ci', 'test', 'install']).toContain(verb)
})

/** Without what a shell takes out of a line. */
const benchLines = quoted
  .map((command) => command.replace(/^npm run (-s )?bench -- /, 'bench ').replace(/ >+ .*$/, ''))
  .filter((command) => command.startsWith('bench ') && !command.includes('<command>'))

test.each(benchLines)('%s: the command line is understood', async (line) => {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quotedWord, word]) => quotedWord ?? word!)
  const { command, rest } = await find(words.slice(1))
  const { operands, unknown } = command.parseOptions(rest)
  expect(unknown.filter((option) => option !== '--help')).toEqual([])
  if (['run', 'serve', 'verify'].includes(command.name())) {
    const known = [...strategyNames, 'all', '<arguments>', '<strategy>']
    for (const name of operands) if (!/[/.]/.test(name)) expect(known).toContain(name)
  }
  const { scenario } = command.opts<{ scenario?: string }>()
  if (scenario !== undefined && !scenario.endsWith('.yaml')) expect(scenarioNames).toContain(scenario)
})

describe('README.md', () => {
  test('names every strategy and every scenario, and no other', () => {
    expect(firstCells('README.md', '## Strategies')).toEqual(strategyNames)
    expect(firstCells('README.md', '## Scenarios').sort()).toEqual([...scenarioNames].sort())
  })

  test('is read in two minutes', () => {
    expect(read('README.md').split('\n').length).toBeLessThan(150)
  })
})

// No command of this version compares two versions.
const { regression: _, ...codes } = exitCodes

describe('docs/', () => {
  test('README.md lists every page, and the first README leads to each', () => {
    const pages = documents.filter((document) => /^docs\/(?!README)/.test(document))
    const missing = (index: string, prefix: string) =>
      pages.filter((page) => !read(index).includes(`](${page.replace(/^docs\//, prefix)})`))
    expect(missing('docs/README.md', '')).toEqual([])
    expect(missing('README.md', 'docs/')).toEqual([])
  })

  test('architecture.md shows the rooms that there are', () => {
    const rooms = roomsOf('docs/architecture.md')
    expect(rooms.filter((room) => !existsSync(join(root, room)))).toEqual([])
    for (const house of ['strategies', 'strategies/app', 'harness', 'scenarios']) {
      const folders = readdirSync(join(root, house), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !(strategyNames as readonly string[]).includes(entry.name))
        .map(({ name }) => `${house}/${name}/`)
      expect(rooms).toEqual(expect.arrayContaining(folders))
    }
  })

  test('command-line.md names every command', async () => {
    const names = (await createProgram()).commands.map((command) => command.name())
    expect(firstCells('docs/command-line.md', '## Commands').sort()).toEqual(names.sort())
  })

  test('reading-a-report.md names every format and where it goes, every verdict, every exit code', () => {
    const page = 'docs/reading-a-report.md'
    expect(firstCells(page, '## Formats').sort()).toEqual([...reportNames].sort())
    for (const output of Object.values(reportOutputs)) {
      if (output !== null) expect(section(page, '## Formats')).toContain(`\`${output}\``)
    }
    for (const verdict of verdicts) expect(section(page, '## Verdicts')).toContain(`| ${verdict} |`)
    const listed = [...section(page, '## Exit codes').matchAll(/^\| (\d+) \|/gm)].map(([, code]) =>
      Number(code),
    )
    expect(listed).toEqual(Object.values(codes))
  })

  test('reading-a-report.md names every question of a report', async () => {
    const runs = [
      withInteractions(simulatedRun(), { single: { aloneMs: 5, loadedMs: 50, n: 100 } }),
      withFaults(simulatedRun()),
    ]
    const pages = await Promise.all(runs.map((run) => fileOf(htmlReport, run)))
    const headings = pages.flatMap((page) => [...page.matchAll(/<h2[^>]*>([^<]*\?)<\/h2>/g)])
    const questions = new Set(headings.map(([, question]) => question!))
    expect(questions.size).toBeGreaterThan(5)
    const table = section('docs/reading-a-report.md', '## From the top down')
    expect([...questions].filter((question) => !table.includes(`| ${question} |`))).toEqual([])
  })

  test('own-scenario.md explains every setting and every load shape', () => {
    const page = 'docs/own-scenario.md'
    expect(firstCells(page, '## Every setting')).toEqual(Object.keys(scenarioSchema.shape))
    expect(firstCells(page, '## Load: when users come')).toEqual(Object.keys(shapes))
  })
})

test.each(all)('links and images of %s lead somewhere', (document) => {
  const links = [...read(document).matchAll(/\]\(([^)#]+)?(?:#([^)]+))?\)/g)]
  const broken = links.filter(([, path, anchor]) => {
    if (path && /^[a-z]+:/.test(path)) return false
    const target = path ? join(dirname(document), path) : document
    if (!existsSync(join(root, target))) return true
    return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor)
  })
  expect(broken.map(([link]) => link)).toEqual([])
})

/** Where the names of rooms end and what they are for begins. */
const NAMES_END = 22

/** The paths that a document shows as a tree, indented by two spaces a level. */
function roomsOf(document: string): string[] {
  const [tree] = blocksOf(document)
  const above: string[] = []
  return tree!.lines.flatMap((line) => {
    const names = line.slice(0, NAMES_END)
    const level = names.search(/\S/) / 2
    if (level < 0 || names.includes('<')) return []
    above.length = level
    const paths = names
      .trim()
      .split(/\s+/)
      .map((name) => above.join('') + name)
    above.push(names.trim())
    return paths
  })
}

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(document: string): string[] {
  return [...read(document).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
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

function section(document: string, heading: string): string {
  const text = read(document)
  return text.slice(text.indexOf(`${heading}\n`)).split('\n## ')[0]!
}

/** What stands as code in the first column of the tables below a heading. */
function firstCells(document: string, heading: string): string[] {
  return [...section(document, heading).matchAll(/^\| \[?`([\w-]+)`/gm)].map(([, name]) => name!)
}
