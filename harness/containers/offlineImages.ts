import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Images that are built from the distribution's packages, where no registry can be reached. */
export const offlineImageNames = ['postgres', 'nginx', 'node'] as const
export type OfflineImageName = (typeof offlineImageNames)[number]

/** Beside the sources and beside `dist` alike. */
const folder = join(import.meta.dirname, '..', '..', 'docker', 'offline')

/** What such an image is called: the hash of all that it is built from is its tag, so that a stale one is not used. */
export function offlineImage(name: OfflineImageName): string {
  return `chartbench-offline/${name}:${contentHash(name)}`
}

/** Of all files of the folder: what one image is built on belongs to it. */
function contentHash(name: OfflineImageName): string {
  const hash = createHash('sha256').update(`${name} ${process.arch}`)
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && !one.name.endsWith('.md'))
    .map((one) => join(one.parentPath, one.name))
  for (const file of files.sort()) hash.update(file.slice(folder.length)).update(readFileSync(file))
  return hash.digest('hex').slice(0, 12)
}
