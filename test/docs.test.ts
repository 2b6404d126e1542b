import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exitCodes } from '../harness/errors.ts'
import type { Report } from '../reports/model.ts'
import { type RunningBench, startBench } from './bench.ts'
import { documents, stepsOf } from './docs/documents.ts'
import { played } from './docs/played.ts'
import { createWorkplace, type Workplace } from './docs/workplace.ts'

// Every command of the documents for users is carried out, in the order of its document, in a folder that is
// that document's alone. `played` says which are changed, and how, and which are left out; the test prints it.

/** Checks that this machine breaks when it has other work to do; what the document says is right none the less. */
const MACHINE_CHECKS = ['driver on time', 'driver without stalls']

let workplace: Workplace
const said = new Set<string>()

beforeAll(() => {
  workplace = createWorkplace()
})

afterAll(() => {
  workplace[Symbol.dispose]()
  if (said.size > 0) console.log(`Not as quoted:\n${[...said].join('\n')}`)
})

const followed = documents
  .map((document) => ({ document, steps: stepsOf(document) }))
  .filter(({ steps }) => steps.length > 0)

test('the documents quote commands at all', () => {
  expect(followed.map(({ document }) => document)).toContain('README.md')
  expect(followed.flatMap(({ steps }) => steps).length).toBeGreaterThan(20)
})

describe.each(followed)('$document', ({ document, steps }) => {
  let folder = ''

  beforeAll(() => {
    folder = workplace.folder(document)
  })

  test.each(steps.map((step) => ({ step, title: step.kind === 'file' ? step.name : step.line })))(
    '$title',
    async ({ step }) => {
      if (step.kind === 'file') return writeFileSync(join(folder, step.name), step.content)
      const how = await played(step.line)
      if (how.as === 'left out') return void said.add(`  ${step.line}: not run: ${how.reason}`)
      if (how.deviation) said.add(`  ${step.line}: ${how.deviation}`)
      if (how.as === 'served') return await serveAndStop(how.words, folder)
      const { code, out, err } = await workplace.perform(how.line, folder)
      if (code === exitCodes.invalid && machineWasBusy(how.line, folder)) {
        return void said.add(`  ${step.line}: exit ${code}: the machine was busy, the run says so`)
      }
      expect(code, `${how.line}\n${out}\n${err}`).toBe(exitCodes.done)
    },
    180_000,
  )
})

async function serveAndStop(words: readonly string[], cwd: string): Promise<void> {
  const server = startBench(words, { cwd, env: workplace.env })
  try {
    const page = await fetch(await urlOf(server))
    expect(await page.text()).toContain('bench-sessions')
  } finally {
    server.process.kill('SIGTERM')
  }
  expect((await server.ended).code).toBe(exitCodes.done)
}

async function urlOf(server: RunningBench): Promise<string> {
  while (!server.out().includes('\n')) {
    await Promise.race([once(server.process.stdout!, 'data'), once(server.process, 'exit')])
    if (server.process.exitCode !== null) throw new Error(`it ended: ${server.err()}`)
  }
  return server.out().trim()
}

/** Whether the run of a line was refused for nothing but the driver's own lateness. */
function machineWasBusy(line: string, folder: string): boolean {
  const output = / --output (\S+)/.exec(line)?.[1]
  const run = output ?? join('results', readdirSync(join(folder, 'results')).sort().at(-1)!)
  const report = JSON.parse(readFileSync(join(folder, run, 'report.json'), 'utf8')) as Report
  const reasons = report.trials.filter(({ verdict }) => verdict === 'INVALID').flatMap((one) => one.reasons)
  return (
    reasons.length > 0 &&
    reasons.every((reason) => MACHINE_CHECKS.some((name) => reason.toLowerCase().startsWith(name)))
  )
}
