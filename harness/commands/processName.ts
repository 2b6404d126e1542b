import { wrongUse } from '../errors.ts'

/**
 * The name of a process that was started alone, from the text of `option`. Short, since what it calls itself
 * ends with the time of its start. Throws wrong use.
 */
export function processName(option: string, text: string): string {
  if (/^[a-z](?:[a-z0-9-]{0,14}[a-z0-9])?$/.test(text)) return text
  throw wrongUse(
    `${option} must have a name of up to 16 small letters, digits and dashes that begins with a letter, not ${text || '(none)'}`,
  )
}
