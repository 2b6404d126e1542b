import { basename } from 'node:path'

/**
 * Whether a file or folder may become part of a package, an image or its cache, by its name: `.env`, which holds
 * the secrets of whoever uses `docker/compose.yaml`, and what is called after it (`.env.old`) may not.
 */
export function ships(path: string): boolean {
  return !basename(path).startsWith('.env')
}
