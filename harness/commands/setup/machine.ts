import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Machine } from './contract.ts'

/** The machine that we are on. */
export const thisMachine: Machine = {
  platform: process.platform,
  isRoot: process.getuid?.() === 0,
  // What sd_booted(3) looks at.
  hasSystemd: existsSync('/run/systemd/system'),
  names: (variable) => Boolean(process.env[variable]),
  has: (program) =>
    (process.env.PATH ?? '')
      .split(delimiter)
      .some((folder) => folder !== '' && isExecutable(join(folder, program))),
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
