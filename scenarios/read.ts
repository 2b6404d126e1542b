import { parseDocument, type YAMLParseError } from 'yaml'
import { BenchError, wrongUse } from '../harness/errors.ts'
import { MAIN_GROUP, type Scenario, scenarioSchema } from './contract.ts'
import { clashOf } from './faults.ts'
import { issueLines } from './issues.ts'
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
  if (document.errors[0]) throw notYaml(document.errors[0], file)
  const parsed = scenarioSchema.safeParse(document.toJS())
  if (!parsed.success) {
    const lines = parsed.error.issues.flatMap((issue) => issueLines(issue))
    throw wrongUse(
      lines.map((line) => `${file}: ${line}`).join('\n'),
      'bench init scenario <name> writes one in which every setting is explained',
    )
  }
  checkMeaning(parsed.data, file)
  return parsed.data
}

/** What follows the first line of the message is a picture of the place. */
function notYaml({ message, linePos }: YAMLParseError, file: string): BenchError {
  const what = (message.split('\n')[0] ?? '').replace(/( at line \d+, column \d+)?:?$/, '')
  const place = linePos ? `line ${linePos[0].line}, column ${linePos[0].col}: ` : ''
  return wrongUse(`${file}: ${place}${what}`, 'mend the YAML there, or a line above')
}

/** What a schema cannot say: numbers that contradict each other, groups and metrics that do not exist. */
function checkMeaning(scenario: Scenario, file: string): void {
  if (Object.hasOwn(scenario.besides, MAIN_GROUP)) {
    throw wrongUse(`${file}: besides.${MAIN_GROUP}: this is the name of the main group`, 'call it otherwise')
  }
  checkCounts(scenario, file)
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
  checkFaults(scenario, file)
  const names = groups.map((group) => group.name)
  scenario.objectives.forEach((text, i) => {
    within(`${file}: objectives[${i}]`, () => parseObjective(text, names))
  })
}

/** What the shape of a load forbids beside it. */
function checkCounts(scenario: Scenario, file: string): void {
  const groups = [['', scenario] as const]
  const besides = Object.entries(scenario.besides).map(
    ([name, group]) => [`besides.${name}.`, group] as const,
  )
  for (const [path, { users, load, journey }] of [...groups, ...besides]) {
    if ((load.shape === 'ramp' || load.shape === 'stages') && users !== undefined) {
      throw wrongUse(
        `${file}: ${path}users: the rates of the load say how many users come`,
        'leave users out',
      )
    }
    if (load.shape === 'closed' && journey.interactions === 'until-end') {
      throw wrongUse(
        `${file}: ${path}journey.interactions: a user of a closed load comes back, so each journey must end`,
        'a number of interactions',
      )
    }
  }
}

function checkFaults(scenario: Scenario, file: string): void {
  const clash = clashOf(scenario)
  if (!clash) return
  const { role, for: lasts, at } = scenario.faults[clash.during]!
  throw wrongUse(
    `${file}: faults[${clash.fault}].at: ${role} is then still held by faults[${clash.during}]`,
    `that one lasts ${lasts} from ${at} on`,
  )
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
