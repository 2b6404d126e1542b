import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { type BenchError, messageOf, unknownName, wrongUse } from '../harness/errors.ts'
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
  if (!/[/\\]|\.ya?ml$/.test(nameOrFile)) {
    const files = [`${nameOrFile}.yaml`, `${nameOrFile}.yml`].filter(existsSync)
    throw unknownName('scenario', nameOrFile, scenarioNames, files)
  }
  return readScenario(await readText(nameOrFile), nameOrFile)
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw unreadable(file, error as NodeJS.ErrnoException)
  }
}

function unreadable(file: string, error: NodeJS.ErrnoException): BenchError {
  const what = `cannot read the scenario ${file}`
  if (error.code === 'ENOENT')
    return wrongUse(`${what}: there is no such file`, 'bench init scenario <name> writes one to begin with')
  if (error.code === 'EISDIR') return wrongUse(`${what}: it is a folder`, 'name the YAML file in it')
  if (error.code === 'EACCES')
    return wrongUse(`${what}: this user may not`, `chmod u+r ${file}, if it is yours`)
  return wrongUse(`${what}: ${messageOf(error)}`)
}
