import { existsSync, mkdirSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { strategyNames } from '../../strategies/index.ts'
import { messageOf, wrongUse } from '../errors.ts'
import { scaffold } from './scaffold.ts'

/** Of a checkout or of the installed package, where the files are compiled. */
const ourStrategies = join(import.meta.dirname, '..', '..', 'strategies')
const extension = extname(import.meta.filename)
const isCheckout = extension === '.ts'

/** Carries out `bench init strategy`. Throws wrong use; never writes into a folder that exists. */
export function initStrategy(name: string, into: string | undefined): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40) {
    throw wrongUse(
      `${name} cannot be the name of a strategy`,
      'lower case letters, digits and single dashes, at most 40, beginning with a letter',
    )
  }
  if ((strategyNames as readonly string[]).includes(name))
    throw wrongUse(`there is a strategy ${name} already`, `taken: ${strategyNames.join(', ')}`)
  const parent = parentFolder(into)
  const folder = join(parent, name)
  if (existsSync(folder)) throw wrongUse(`${shown(folder)} exists already`, 'choose another name, or --into')
  const files = scaffold({
    name,
    strategies: importPath(folder),
    extension,
    command: commandFor(folder, name),
  })
  mkdirSync(folder)
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content)
  tell(folder, name, Object.keys(files))
}

function parentFolder(into: string | undefined): string {
  const parent = into ?? (isCheckout ? ourStrategies : '.')
  try {
    if (!statSync(parent).isDirectory()) throw wrongUse(`${parent} is no folder`)
    // Node resolves imports from where a file really lies.
    return realpathSync(parent)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    throw wrongUse(`cannot write into ${parent}: ${messageOf(error)}`, 'make it first, or leave --into out')
  }
}

function importPath(folder: string): string {
  const path = relative(folder, realpathSync(ourStrategies)).split(sep).join('/')
  return path.startsWith('.') ? path : `./${path}`
}

function isAtHome(folder: string): boolean {
  return isCheckout && join(folder, '..') === realpathSync(ourStrategies)
}

function commandFor(folder: string, name: string): string {
  return isAtHome(folder) ? `bench run ${name}` : `bench run ${shown(folder)}`
}

/** Relative to here where that is shorter, and so that it cannot be taken for a name. */
function shown(folder: string): string {
  const path = relative(process.cwd(), folder)
  if (path.startsWith(`..${sep}..${sep}`)) return folder
  return path.startsWith('.') ? path : `.${sep}${path}`
}

function tell(folder: string, name: string, files: readonly string[]): void {
  const register = isAtHome(folder)
    ? ['', 'One line makes it one of those that ship, in strategies/index.ts:', `  ${registryLine(name)}`]
    : []
  const lines = [
    `made ${shown(folder)}: ${files.join(', ')}`,
    ...register,
    '',
    'Next:',
    `  bench verify ${shown(folder)}`,
    `  bench run single ${shown(folder)} --scenario smoke`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function registryLine(name: string): string {
  const key = name.includes('-') ? `'${name}'` : name
  return `${key}: () => import('./${name}/index.ts'),`
}
