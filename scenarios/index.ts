import { readFile } from 'node:fs/promises'
import { messageOf, unknownName, wrongUse } from '../harness/errors.ts'
import type { Scenario } from './contract.ts'
import { readScenario } from './read.ts'

/** The scenarios that come with the program, by name. */
export const scenarios = {
  smoke: new URL('./smoke.yaml', import.meta.url),
  burst: new URL('./burst.yaml', import.meta.url),
  steady: new URL('./steady.yaml', import.meta.url),
  neighbour: new URL('./neighbour.yaml', import.meta.url),
  ramp: new URL('./ramp.yaml', import.meta.url),
  'worker-dies': new URL('./worker-dies.yaml', import.meta.url),
  'proxy-dies': new URL('./proxy-dies.yaml', import.meta.url),
  reload: new URL('./reload.yaml', import.meta.url),
  'database-pause': new URL('./database-pause.yaml', import.meta.url),
  'database-restart': new URL('./database-restart.yaml', import.meta.url),
  'sockets-cut': new URL('./sockets-cut.yaml', import.meta.url),
} as const

export type ScenarioName = keyof typeof scenarios
export const scenarioNames = Object.keys(scenarios) as ScenarioName[]

/**
 * A scenario by its name, or from a YAML file of the user's own: what contains a slash or ends in .yaml or
 * .yml is a file. Rejects with wrong use that lists the valid names, or names the file and the path inside it.
 */
export async function loadScenario(nameOrFile: string): Promise<Scenario> {
  if (Object.hasOwn(scenarios, nameOrFile)) {
    return readScenario(await readFile(scenarios[nameOrFile as ScenarioName], 'utf8'), `${nameOrFile}.yaml`)
  }
  if (!/[/\\]|\.ya?ml$/.test(nameOrFile)) throw unknownName('scenario', nameOrFile, scenarioNames)
  let text: string
  try {
    text = await readFile(nameOrFile, 'utf8')
  } catch (error) {
    throw wrongUse(`cannot read the scenario ${nameOrFile}: ${messageOf(error)}`)
  }
  return readScenario(text, nameOrFile)
}
