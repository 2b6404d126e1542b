import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { strategyNames } from '../../strategies/index.ts'
import { messageOf, wrongUse } from '../errors.ts'
import { cannotWrite, checkNewName, realFolder } from './newFile.ts'
import { scaffold } from './scaffold.ts'
import { shownPath } from './shownPath.ts'

/** Of a checkout or of the installed package, where the files are compiled. */
const ourStrategies = join(import.meta.dirname, '..', '..', 'strategies')
const extension = extname(import.meta.filename)
const isCheckout = extension === '.ts'

/** Carries out `bench init strategy`. Throws wrong use; never writes into a folder that exists. */
export function initStrategy(name: string, into: string | undefined): void {
  checkNewName(name, 'a strategy', strategyNames)
  const parent = realFolder(into ?? (isCheckout ? ourStrategies : '.'))
  const folder = join(parent, name)
  if (existsSync(folder))
    throw wrongUse(`${shownPath(folder)} exists already`, 'choose another name, or --into')
  const files = scaffold({
    name,
    strategies: importPath(folder),
    extension,
    command: commandFor(folder, name),
  })
  try {
    mkdirSync(folder)
    for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content)
  } catch (error) {
    throw cannotWrite(parent, messageOf(error))
  }
  tell(folder, name, Object.keys(files))
}

function importPath(folder: string): string {
  const path = relative(folder, realpathSync(ourStrategies)).split(sep).join('/')
  return path.startsWith('.') ? path : `./${path}`
}

function isAtHome(folder: string): boolean {
  return isCheckout && join(folder, '..') === realpathSync(ourStrategies)
}

function commandFor(folder: string, name: string): string {
  return isAtHome(folder) ? `bench run ${name}` : `bench run ${shownPath(folder)}`
}

function tell(folder: string, name: string, files: readonly string[]): void {
  const register = isAtHome(folder)
    ? ['', 'One line makes it one of those that ship, in strategies/index.ts:', `  ${registryLine(name)}`]
    : []
  const lines = [
    `made ${shownPath(folder)}: ${files.join(', ')}`,
    ...register,
    '',
    'Next:',
    `  bench verify ${shownPath(folder)}`,
    `  bench run single ${shownPath(folder)} --scenario smoke`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function registryLine(name: string): string {
  const key = name.includes('-') ? `'${name}'` : name
  return `${key}: () => import('./${name}/index.ts'),`
}
