import { existsSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { scenarioNames } from '../../scenarios/index.ts'
import { messageOf, wrongUse } from '../errors.ts'
import { cannotWrite, checkNewName, realFolder } from './newFile.ts'
import { scenarioTemplate } from './scenarioTemplate.ts'
import { shownPath } from './shownPath.ts'

const rooms = join(import.meta.dirname, '..', '..')

/** Carries out `bench init scenario`. Throws wrong use; never writes over a file that exists. */
export function initScenario(name: string, into: string | undefined): void {
  checkNewName(name, 'a scenario', scenarioNames)
  const folder = realFolder(into ?? '.')
  const path = join(folder, `${name}.yaml`)
  try {
    writeFileSync(path, scenarioTemplate(name, schemaFor(folder)), { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw wrongUse(`${shownPath(path)} exists already`, 'choose another name, or --into')
    throw cannotWrite(folder, messageOf(error))
  }
  const lines = [
    `made ${shownPath(path)}: it runs as it stands, and every setting is explained in it`,
    '',
    'Next:',
    `  bench run single --scenario ${shownPath(path)}`,
    `  bench run all --scenario ${shownPath(path)} --open`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/**
 * The schema as a path from `folder`, for editors. Undefined where the two lie in different projects: the path
 * would hold on this machine alone.
 */
function schemaFor(folder: string): string | undefined {
  const schema = join(rooms, 'scenarios', 'scenario.schema.json')
  if (!existsSync(schema)) return undefined
  const project = rooms.includes(`${sep}node_modules${sep}`)
    ? rooms.slice(0, rooms.indexOf(`${sep}node_modules${sep}`))
    : rooms
  if (!`${folder}${sep}`.startsWith(project.replace(/[/\\]*$/, sep))) return undefined
  const path = relative(folder, schema).split(sep).join('/')
  return path.startsWith('.') ? path : `./${path}`
}
