import { relative, sep } from 'node:path'

/**
 * A path as it is shortest to be typed here: relative to the working folder where it lies in it or beside it, else
 * as it is. It has a separator, so that it cannot be taken for the name of something that ships.
 */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path)
  if (short.startsWith(`..${sep}..`)) return path
  return short.includes(sep) ? short : `.${sep}${short}`
}
