import { accessSync, constants, statSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { type ReportName, reportOutputs } from '../../reports/index.ts'
import { wrongUse } from '../errors.ts'

/** A report that was asked for, and where it goes where that was said. */
export interface WantedReport {
  readonly name: ReportName
  readonly path: string | undefined
}

/** Where a report goes; undefined: it is printed. */
export function outputOf({ name, path }: WantedReport, folder: string): string | undefined {
  const usual = reportOutputs[name]
  return path ?? (usual === null ? undefined : join(folder, usual))
}

/** What lies in a run's folder already, which no report may replace. */
const recorded = ['run.json', 'report.json', 'trials']

interface Output {
  readonly what: string
  readonly path: string
  /** Whether it is a folder of files, which has no folders in it. */
  readonly isFolder: boolean
  /** As it is compared: absolute, and in small letters, since there are file systems that see no difference. */
  readonly key: string
}

/**
 * Throws wrong use where two reports would go to the same place, where one would lie among the files of another,
 * or where one would replace what is recorded in the run's `folder`.
 */
export function refuseOverwriting(wanted: readonly WantedReport[], folder: string): void {
  const of = (what: string, path: string, isFolder = false): Output => ({
    what,
    path,
    isFolder,
    key: resolve(path).toLowerCase(),
  })
  const outputs = wanted.flatMap((one) => {
    const path = outputOf(one, folder)
    return path === undefined ? [] : [of(one.name, path, isFolder(one.name))]
  })
  const kept = recorded.map((name) => of("the run's own record", join(folder, name)))
  for (const [i, one] of outputs.entries()) {
    const other = [...kept, ...outputs.slice(i + 1)].find((other) => clash(one, other))
    if (!other) continue
    throw wrongUse(
      `${one.what} and ${other.what} would overwrite each other: ${one.path}${one.path === other.path ? '' : ` and ${other.path}`}`,
      `give one of them another path: --report ${one.what}=PATH`,
    )
  }
}

/** Throws wrong use where a report cannot be written as things are now, so that no run is played in vain. */
export function refuseUnwritable(wanted: readonly WantedReport[]): void {
  for (const { name, path } of wanted) {
    if (path === undefined) continue
    const reason = obstacle(resolve(path), isFolder(name))
    if (reason !== undefined) throw wrongUse(`cannot write ${name} to ${path}: ${reason}`, ANOTHER_PATH)
  }
}

/** Why a file could not be written, in words; what to do. */
export function unwritable(name: string, path: string, error: unknown) {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error))
  return wrongUse(`cannot write ${name} to ${path}: ${reason}`, ANOTHER_PATH)
}

const ANOTHER_PATH = 'give it another path: --report NAME=PATH'

const reasons: Record<string, string> = {
  EISDIR: 'a folder is in its place',
  EEXIST: 'a file is in the place of its folder',
  ENOTDIR: 'a file is in the place of its folder',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system can only be read',
  ENOSPC: 'no space is left',
  ENAMETOOLONG: 'the name is too long',
}

/** Whether one is the other, lies below what is a file, or among the files of a folder. */
function clash(one: Output, other: Output): boolean {
  return one.key === other.key || liesIn(one, other) || liesIn(other, one)
}

function liesIn(one: Output, other: Output): boolean {
  if (other.isFolder) return !one.isFolder && dirname(one.key) === other.key
  return one.key.startsWith(other.key + sep)
}

function isFolder(name: ReportName): boolean {
  return reportOutputs[name]?.endsWith('/') ?? false
}

function obstacle(path: string, folderWanted: boolean): string | undefined {
  const there = statSync(path, { throwIfNoEntry: false })
  if (there?.isDirectory() && !folderWanted) return reasons.EISDIR
  if (there && !there.isDirectory() && folderWanted) return reasons.EEXIST
  let last = there ? path : dirname(path)
  try {
    while (!statSync(last, { throwIfNoEntry: false })) last = dirname(last)
    if (!there && !statSync(last).isDirectory()) return reasons.ENOTDIR
    accessSync(last, constants.W_OK)
    return undefined
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    return reasons[code] ?? (error instanceof Error ? error.message : String(error))
  }
}
