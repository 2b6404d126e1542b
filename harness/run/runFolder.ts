import { existsSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { messageOf, wrongUse } from '../errors.ts'

/**
 * Makes the folder of a run, and what is missing above it. Disposal takes back what was made and has remained
 * empty. Throws wrong use.
 */
export function makeRunFolder(path: string): Disposable {
  const folder = resolve(path)
  let first: string | undefined
  try {
    first = mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw wrongUse(`cannot make the folder of the run: ${messageOf(error)}`, 'name another --output')
  }
  return {
    [Symbol.dispose]() {
      if (first === undefined) return
      for (let made = folder; made.length >= first.length && isEmpty(made); made = dirname(made))
        rmdirSync(made)
    },
  }
}

function isEmpty(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length === 0
}
