import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkImports } from '../scripts/imports.ts'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chartbench-imports-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

/** Lays out a tree of modules, each importing the others that it is given, and names the rules it breaks. */
async function broken(tree: Record<string, string[]>): Promise<string[]> {
  for (const [path, imports] of Object.entries(tree)) {
    const lines = imports.map(
      (target, index) => `import { it as it${index} } from '${target}'\nvoid it${index}`,
    )
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), `${lines.join('\n')}\nexport const it: number = 1\n`)
  }
  const { modules, violations } = await checkImports(folder)
  expect(modules).toBeGreaterThan(0)
  return violations.map((violation) => violation.split(':')[0]!)
}

const rules: [rule: string, from: string, to: string][] = [
  ['strategy', 'strategies/one/server.ts', 'strategies/two/server.ts'],
  ['strategy', 'strategies/one/index.ts', 'harness/errors.ts'],
  ['app', 'strategies/app/session/work.ts', 'strategies/contract.ts'],
  ['parts', 'strategies/parts/workers/pool.ts', 'strategies/one/index.ts'],
  ['conformance', 'strategies/conformance/suite.ts', 'strategies/app/session/work.ts'],
  ['contract', 'strategies/contract.ts', 'harness/errors.ts'],
  ['strategy-index', 'strategies/index.ts', 'strategies/one/server.ts'],
  ['scenarios', 'scenarios/index.ts', 'strategies/app/settings.ts'],
  ['reports', 'reports/html/index.ts', 'harness/errors.ts'],
  ['harness', 'harness/cli.ts', 'scripts/build.ts'],
]

test.each(rules)('rule %s catches %s → %s', async (rule, from, to) => {
  const path = `${'../'.repeat(from.split('/').length - 1)}${to}`
  expect(await broken({ [from]: [path], [to]: [] })).toEqual([rule])
})

test('the protocol may not even import what Node brings', async () => {
  expect(await broken({ 'strategies/app/protocol/chart.ts': ['node:crypto'] })).toEqual(['protocol-alone'])
})

test('a type-only cycle is a cycle', async () => {
  await mkdir(join(folder, 'harness'))
  await writeFile(join(folder, 'harness/a.ts'), "import type { B } from './b.ts'\nexport type A = B | 1\n")
  await writeFile(join(folder, 'harness/b.ts'), "import type { A } from './a.ts'\nexport type B = A[]\n")
  const { violations } = await checkImports(folder)
  expect(violations).toContain('no-cycles: harness/a.ts → harness/b.ts → harness/a.ts')
})

test('a module that does not exist is reported', async () => {
  expect(await broken({ 'harness/cli.ts': ['./nothing.ts'] })).toEqual(['resolvable'])
})

test('what the rooms may import is let through', async () => {
  const allowed = await broken({
    'strategies/app/protocol/chart.ts': [],
    'strategies/contract.ts': ['./app/protocol/chart.ts'],
    'strategies/parts/pool.ts': ['../contract.ts'],
    'strategies/one/index.ts': ['../contract.ts', '../parts/pool.ts', './server.ts'],
    'strategies/one/server.ts': ['../app/protocol/chart.ts'],
    'strategies/index.ts': ['./one/index.ts'],
    'strategies/conformance/suite.ts': ['../app/protocol/chart.ts', '../contract.ts'],
    'scenarios/index.ts': ['../strategies/app/protocol/chart.ts'],
    'reports/model.ts': [],
    'harness/cli.ts': ['../strategies/index.ts', '../reports/model.ts', '../scenarios/index.ts'],
    'strategies/one/one.test.ts': ['../../harness/cli.ts'],
  })
  expect(allowed).toEqual([])
})
