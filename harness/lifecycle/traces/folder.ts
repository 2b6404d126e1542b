import { lstatSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, isAbsolute, sep } from 'node:path'
import { BenchError, exitCodes } from '../../errors.ts'
import { cacheFolder, FOLDER_PREFIX, stateFolder } from '../folders.ts'
import type { OpenEntry } from '../ledgerFile.ts'
import type { Trace } from './contract.ts'

/** A temporary folder. One that is not called as ours are, or lies elsewhere, is shown but not removed. */
export function findFolder({ entry }: OpenEntry): Trace | undefined {
  if (entry.kind !== 'folder' || !isFolder(entry.path)) return undefined
  return {
    entry,
    what: `folder ${entry.path}`,
    async end() {
      if (!isOurs(entry.path)) {
        throw new BenchError('FOLDER_NOT_OURS', `${entry.path} is not removed`, {
          exitCode: exitCodes.ourFault,
          hint: `only folders called ${FOLDER_PREFIX}… below the temporary folder, the state's or the cache are; remove it by hand`,
        })
      }
      rmSync(entry.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
    },
  }
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function isOurs(path: string): boolean {
  if (!isAbsolute(path) || !basename(path).startsWith(FOLDER_PREFIX)) return false
  const parent = realpathSync(dirname(path)) + sep
  const allowed = [tmpdir(), '/tmp', stateFolder(), cacheFolder()]
    .filter(isFolder)
    .map((folder) => realpathSync(folder) + sep)
  return allowed.some((folder) => parent.startsWith(folder))
}
