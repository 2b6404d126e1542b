import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Strategy } from '../../strategies/contract.ts'
import { type StrategyName, strategies, strategyNames } from '../../strategies/index.ts'
import { BenchError, exitCodes, messageOf, unknownName, wrongUse } from '../errors.ts'

/** A strategy as the command line names it: one that ships, a folder, or a program that speaks the protocol. */
export interface StrategyReference {
  readonly name: string
  /** undefined: a program of its own, of which nothing is known until it is ready. */
  readonly strategy: Strategy | undefined
  /** Starts it as a target. */
  readonly command: readonly string[]
  /** Where its files are, whole path and links resolved; undefined where it ships with us or is a program. */
  readonly folder?: string
}

/** Whether its role must be allowed to make tables. */
export function needsOwnTables({ strategy }: StrategyReference): boolean {
  return strategy?.needs?.includes('own-tables') ?? false
}

const cli = join(import.meta.dirname, '..', `cli${extname(import.meta.filename)}`)

/**
 * Resolves `single`, `./my-strategy` (a folder with an `index.ts` or `index.js`) or `./server.py` (an
 * executable target). Throws wrong use with the valid names, or with what is wrong about the path.
 */
export async function resolveStrategy(reference: string): Promise<StrategyReference> {
  if (Object.hasOwn(strategies, reference)) {
    const { default: strategy } = await strategies[reference as StrategyName]()
    return { name: strategy.name, strategy, command: serveCommand(reference) }
  }
  if (!/[/\\.]/.test(reference)) {
    const found = existsSync(reference) ? [`./${reference}`] : []
    throw unknownName('strategy', reference, strategyNames, found)
  }
  const path = resolve(reference)
  if (!existsSync(path))
    throw wrongUse(`there is no ${reference}`, `strategies that ship: ${strategyNames.join(', ')}`)
  if (statSync(path).isDirectory()) {
    const strategy = await loadFolder(path, reference)
    return { name: strategy.name, strategy, command: serveCommand(path), folder: realpathSync(path) }
  }
  const isJavaScript = ['.js', '.mjs', '.ts', '.mts'].includes(extname(path))
  return {
    name: basename(path, extname(path)),
    strategy: undefined,
    command: isJavaScript ? [process.execPath, path] : [path],
  }
}

async function loadFolder(path: string, reference: string): Promise<Strategy> {
  const entry = ['index.ts', 'index.js'].map((file) => join(path, file)).find(existsSync)
  if (!entry)
    throw wrongUse(`${reference} holds no index.ts or index.js`, 'bench init strategy <name> makes one')
  const strategy = (await load(entry, reference)).default
  if (typeof strategy?.start !== 'function' || typeof strategy.slots !== 'function' || !strategy.name) {
    throw wrongUse(
      `${reference} exports no strategy by default`,
      'bench init strategy <name> makes one that does',
    )
  }
  return strategy as Strategy
}

async function load(entry: string, reference: string): Promise<{ default?: Partial<Strategy> }> {
  try {
    return await import(pathToFileURL(entry).href)
  } catch (error) {
    throw new BenchError('STRATEGY_BROKEN', `${reference} cannot be loaded: ${messageOf(error)}`, {
      exitCode: exitCodes.wrongUse,
      hint: 'mend its files; --verbose shows where it failed',
      cause: error,
    })
  }
}

function serveCommand(reference: string): string[] {
  return [
    process.execPath,
    ...process.execArgv,
    '--disable-warning=ExperimentalWarning',
    cli,
    'serve',
    reference,
    '--target',
  ]
}
