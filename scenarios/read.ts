import { parseDocument } from 'yaml'
import type { z } from 'zod'
import { BenchError, wrongUse } from '../harness/errors.ts'
import { MAIN_GROUP, type Scenario, scenarioSchema } from './contract.ts'
import { parseObjective } from './objective.ts'
import { groupsOf } from './plan.ts'
import { shapes } from './shapes/index.ts'
import { derive } from './shapes/random.ts'

/**
 * Reads a scenario from YAML. `file` stands in the errors, all of which are wrong use and name the path inside
 * the document.
 */
export function readScenario(text: string, file: string): Scenario {
  const document = parseDocument(text)
  if (document.errors[0]) throw wrongUse(`${file}: ${document.errors[0].message.trim()}`)
  const parsed = scenarioSchema.safeParse(document.toJS())
  if (!parsed.success) {
    throw wrongUse(
      parsed.error.issues
        .flatMap((issue) => issueLines(issue))
        .map((line) => `${file}: ${line}`)
        .join('\n'),
    )
  }
  checkMeaning(parsed.data, file)
  return parsed.data
}

function issueLines(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${pathText([...issue.path, key])}: there is no such setting`)
  }
  if (issue.code === 'invalid_union' && 'discriminator' in issue) {
    return [`${pathText(issue.path)}: must be one of ${Object.keys(shapes).join(', ')}`]
  }
  if (issue.code === 'invalid_union') {
    const messages = new Set(issue.errors.flat().map((inner) => inner.message))
    return [`${pathText(issue.path)}: ${[...messages].join(', or: ') || issue.message}`]
  }
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
  return [`${pathText(issue.path)}: ${missing ? 'is missing' : issue.message}`]
}

/** `besides.bystander.load`, `objectives[0]`. */
function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the document'
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i ? '.' : ''}${String(step)}`))
    .join('')
}

/** What a schema cannot say: numbers that contradict each other, groups and metrics that do not exist. */
function checkMeaning(scenario: Scenario, file: string): void {
  if (Object.hasOwn(scenario.besides, MAIN_GROUP)) {
    throw wrongUse(`${file}: besides.${MAIN_GROUP}: this is the name of the main group`, 'call it otherwise')
  }
  const groups = within(`${file}: load`, () => groupsOf(scenario, { connections: 1 }))
  for (const { name, shape, arrivals } of groups) {
    const path = name === MAIN_GROUP ? 'load' : `besides.${name}.load`
    within(`${file}: ${path}`, () => shapes[shape](arrivals, derive(0, path)))
  }
  if (groups.every((group) => group.interactions === null)) {
    throw wrongUse(
      `${file}: journey.interactions: every group interacts until the end, which would never come`,
      'give one group a number of interactions',
    )
  }
  const names = groups.map((group) => group.name)
  scenario.objectives.forEach((text, i) => {
    within(`${file}: objectives[${i}]`, () => parseObjective(text, names))
  })
}

/** Puts the place in front of what is wrong there. */
function within<T>(place: string, check: () => T): T {
  try {
    return check()
  } catch (error) {
    if (error instanceof BenchError) throw wrongUse(`${place}: ${error.message}`, error.hint)
    throw error
  }
}
