import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs'
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
    first = makeAll(folder)
  } catch (error) {
    throw wrongUse(
      `cannot make the folder of the run, ${path}: ${reasonOf(error)}`,
      'name another with --output',
    )
  }
  return {
    [Symbol.dispose]() {
      if (first === undefined) return
      for (let made = folder; made.length >= first.length && isEmpty(made); made = dirname(made))
        rmdirSync(made)
    },
  }
}

/** The first folder that had to be made. Step by step: in /proc, mkdirSync with `recursive` never returns. */
function makeAll(folder: string): string | undefined {
  if (existsSync(folder)) {
    accessSync(folder, constants.W_OK)
    return undefined
  }
  const above = makeAll(dirname(folder))
  mkdirSync(folder)
  return above ?? folder
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not write there'
  if (code === 'ENOTDIR') return 'a part of the path is a file'
  return messageOf(error)
}

function isEmpty(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length === 0
}
