import { join, sep } from 'node:path'

/** Our own package: a checkout, or where it was installed. */
const ownPackage = join(import.meta.dirname, '..', '..', '..')

/**
 * What a target needs to see, read only and under the same path, to run a strategy from a user's folder: the folder,
 * and what it imports by relative paths, which is our package with the packages that this one imports. None for a
 * strategy that ships: the image has it.
 */
export function codeFolders(folder: string | undefined, ours = ownPackage): string[] {
  if (folder === undefined) return []
  const modules = `${sep}node_modules${sep}`
  const first = ours.indexOf(modules)
  const code = first < 0 ? ours : ours.slice(0, first + modules.length - 1)
  return isBelow(folder, code) ? [code] : [code, folder]
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}${sep}`)
}
