import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/** What decides a hash: `paths` are files or whole folders, relative to `folder`; `besides` are words. */
export interface HashedContent {
  readonly folder: string
  readonly paths: readonly string[]
  /** Whether a file counts; is given its path relative to `folder`. Default: every one does. */
  readonly counts?: (path: string) => boolean
  readonly besides?: readonly string[]
}

/**
 * Twelve hexadecimal digits that change with the name or the content of any of these files, and with nothing
 * else: neither times nor owners nor the order in which a folder lists what it holds. Rejects nothing; throws
 * where a path is not there.
 */
export function contentHash({ folder, paths, counts = () => true, besides = [] }: HashedContent): string {
  const hash = createHash('sha256').update(JSON.stringify(besides))
  for (const path of paths.flatMap((one) => filesBelow(folder, one)).sort()) {
    if (!counts(path)) continue
    const content = readFileSync(join(folder, path))
    hash.update(`\n${path} ${content.length}\n`).update(content)
  }
  return hash.digest('hex').slice(0, 12)
}

function filesBelow(folder: string, path: string): string[] {
  const whole = join(folder, path)
  if (!statSync(whole).isDirectory()) return [path]
  return readdirSync(whole, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => relative(folder, join(one.parentPath, one.name)))
}
