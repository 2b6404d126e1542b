import { accessSync, constants, statSync } from 'node:fs'

/** Whether there is a file at `path` that this user may start. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    // Not there, or not for us: either way not one that we can start.
    return false
  }
}
