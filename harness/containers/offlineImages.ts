import { join } from 'node:path'
import { contentHash } from './contentHash.ts'

/** What these images are built on, and then the images: from the distribution's packages alone. */
export const offlineImageNames = ['base', 'postgres', 'nginx', 'node'] as const
export type OfflineImageName = (typeof offlineImageNames)[number]

/** Holds a folder for each of them; beside the sources, and in `dist`. */
export const offlineFolder = join(import.meta.dirname, '..', '..', 'docker', 'offline')

/**
 * What such an image is called: its tag is the hash of all that it is built from, so that a stale one is not
 * used. Which packages there were on the day is not in it.
 */
export function offlineImage(name: OfflineImageName): string {
  const besides: string[] = [process.arch]
  if (name === 'node') besides.push(process.version)
  const paths = name === 'base' ? [name] : ['base', name]
  return `chartbench-offline/${name}:${contentHash({ folder: offlineFolder, paths, besides })}`
}
