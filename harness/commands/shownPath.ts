import { relative } from 'node:path'

/** A path as it is shortest to be typed here: relative to the working folder where it lies below it. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), path)
  return below === '' || below.startsWith('..') ? path : below
}
