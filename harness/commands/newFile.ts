import { realpathSync, statSync } from 'node:fs'
import { messageOf, wrongUse } from '../errors.ts'

/** Checks the name of something new. Throws wrong use; `what` is said of it: `a strategy`. */
export function checkNewName(name: string, what: string, taken: readonly string[]): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40) {
    throw wrongUse(
      `${name || '(nothing)'} cannot be the name of ${what}`,
      'lower case letters, digits and single dashes, at most 40, beginning with a letter',
    )
  }
  if (taken.includes(name))
    throw wrongUse(`${what} of the name ${name} comes with bench`, `taken: ${taken.join(', ')}`)
}

/** The real place of a folder that something is to be written into. Throws wrong use. */
export function realFolder(folder: string): string {
  try {
    // Node resolves imports from where a file really lies.
    const real = realpathSync(folder)
    if (statSync(real).isDirectory()) return real
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw cannotWrite(folder, missing ? 'there is no such folder' : messageOf(error))
  }
  throw cannotWrite(folder, 'it is no folder')
}

/** What a failed attempt to write into `folder` is told as. */
export function cannotWrite(folder: string, reason: string): Error {
  return wrongUse(`cannot write into ${folder}: ${reason}`, 'name another folder with --into')
}
