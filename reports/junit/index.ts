import type { ReportFormat } from '../contract.ts'
import { groupsOf } from '../groups.ts'
import { interruption } from '../missing.ts'
import type { Cell, Report, Trial } from '../model.ts'
import { scenarioName } from '../scenarioName.ts'
import { sentence } from '../units.ts'
import { escapeXml } from '../xml.ts'
import { casesOf, type TestCase } from './cases.ts'

/**
 * For CI servers: a suite for each cell, a test case for its validity and for each objective; one more for a run that
 * was interrupted, with an error. There is no one standard: this is valid by Jenkins' schemas and by that of Ant's JUnit task.
 */
export const junit: ReportFormat = {
  name: 'junit',
  summary: 'test cases for CI: each objective of each cell, as JUnit XML',
  async render({ report }) {
    const suites =
      report.cells.length > 0
        ? [...report.cells.map((cell, id) => suiteOf(report, cell, id)), ...wholeness(report)]
        : [nothingRecorded(report)]
    return {
      file: 'junit.xml',
      content: `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('')}</testsuites>\n`,
    }
  },
}

interface Suite {
  readonly name: string
  readonly id: number
  readonly cases: readonly TestCase[]
  /** Of its trials together. */
  readonly measuredMs: number
  readonly properties: readonly (readonly [name: string, value: string])[]
  readonly output: string
}

function suiteOf(report: Report, cell: Cell, id: number): string {
  const { strategy, users, queryMode } = cell.key
  const trials = report.trials.filter((trial) => trial.cell === cell.id)
  return suite(report, {
    name: `${strategy}/${users}/${queryMode}`,
    id,
    cases: casesOf(report, cell),
    measuredMs: trials.reduce((sum, trial) => sum + (trial.measuredMs ?? 0), 0),
    properties: [
      ['strategy', strategy],
      ['users', String(users)],
      ['query mode', queryMode],
      ['verdict', cell.verdict],
      ['trials', `${cell.validTrials} of ${trials.length} valid`],
    ],
    output: trials.map(checksOf).join('\n'),
  })
}

/** Where each cell has a trial that is valid nothing else would tell that others are missing. */
function wholeness(report: Report): string[] {
  const stopped = interruption(report, groupsOf(report))
  if (stopped === '') return []
  return [suiteOfRun(report, 'was played to its end', `INTERRUPTED: ${sentence(stopped)}`)]
}

/** An empty document would pass as one in which nothing went wrong. */
function nothingRecorded(report: Report): string {
  return suiteOfRun(report, 'something was recorded', 'nothing was recorded')
}

/** What is wrong with the run itself. */
function suiteOfRun(report: Report, name: string, message: string): string {
  return suite(report, {
    name: 'run',
    id: report.cells.length,
    cases: [{ name, outcome: { is: 'error', type: 'INTERRUPTED', message } }],
    measuredMs: 0,
    properties: [],
    output: '',
  })
}

function suite({ run, environment }: Report, one: Suite): string {
  const count = (is: string) => one.cases.filter(({ outcome }) => outcome.is === is).length
  const scenario = scenarioName({ run })
  const attributes = attributesOf({
    name: one.name,
    id: one.id,
    package: scenario,
    // Ant's schema allows neither fractions nor a zone. The report does not tell the machine's name.
    timestamp: run.startedAt.slice(0, 19),
    hostname: 'localhost',
    tests: one.cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: seconds(one.measuredMs),
  })
  const all = [
    ['run', run.id],
    ['command', run.command],
    ['seed', String(run.seed)],
    ['bench', environment.bench],
    ...one.properties,
  ] as const
  return `  <testsuite${attributes}>
    <properties>
${all.map(([name, value]) => `      <property${attributesOf({ name, value })}/>\n`).join('')}    </properties>
${one.cases.map((test, i) => caseOf(test, one.name, i === 0 ? one.measuredMs : 0)).join('')}    <system-out>${escapeXml(one.output).replaceAll('&#10;', '\n')}</system-out>
    <system-err></system-err>
  </testsuite>
`
}

/** The time of the trials is that of the first case; judging an objective takes none. */
function caseOf({ name, outcome }: TestCase, classname: string, measuredMs: number): string {
  const attributes = attributesOf({ name, classname, time: seconds(measuredMs) })
  if (outcome.is === 'passed') return `    <testcase${attributes}/>\n`
  const { is, type, message } = outcome
  // The schemas differ in what attributes `skipped` may have; all of them allow a text.
  const result =
    is === 'skipped'
      ? `<skipped>${escapeXml(message)}</skipped>`
      : `<${is}${attributesOf({ type, message })}/>`
  return `    <testcase${attributes}>\n      ${result}\n    </testcase>\n`
}

function checksOf(trial: Trial): string {
  const checks = trial.checks.map(({ name, value, limit, ok }) => {
    const mark = ok === null ? '-' : ok ? 'ok' : 'not ok'
    return `  ${mark}: ${name}: ${value}${limit === '' ? '' : `, limit ${limit}`}`
  })
  return [`trial ${trial.id}: ${trial.verdict}`, ...checks].join('\n')
}

function attributesOf(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('')
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3)
}
