import type { z } from 'zod'
import { nearestNames } from '../harness/nearest.ts'
import { jsonSchema } from './schema.ts'
import { shapes } from './shapes/index.ts'

/** What the schema finds wrong in one place of a document: the path, and what may stand there. */
export function issueLines(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${pathText([...issue.path, key])}: there is no such setting${meant(key)}`)
  }
  return [`${pathText(issue.path)}: ${textOf(issue)}`]
}

function textOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union' && 'discriminator' in issue)
    return `must be one of ${Object.keys(shapes).join(', ')}`
  if (issue.code === 'invalid_union') {
    const messages = new Set(issue.errors.flat().map((inner) => plain(inner.message)))
    return [...messages].join(', or: ') || issue.message
  }
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`
  if (issue.code === 'invalid_type' && issue.path.length === 0) return 'must be a list of settings'
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'is missing'
  return plain(issue.message)
}

/** What zod says, as a user would say it. */
function plain(message: string): string {
  return message
    .replace(/^Invalid input: expected (\w+), received (\w+)$/, 'must be a $1, and is a $2')
    .replace(/^Too small: expected \w+ to (be|have) >=?\s*/, 'must be at least ')
    .replace(/^Too big: expected \w+ to (be|have) <=?\s*/, 'must be at most ')
}

function meant(key: string): string {
  const [near] = nearestNames(key, [...settingsIn(jsonSchema())])
  return near === undefined ? '' : `; did you mean ${near}?`
}

/** The names of all settings, however deep. */
function settingsIn(schema: unknown): Set<string> {
  const found = new Set<string>()
  if (typeof schema !== 'object' || schema === null) return found
  for (const [name, value] of Object.entries(schema)) {
    if (name === 'properties') for (const setting of Object.keys(value as object)) found.add(setting)
    for (const setting of settingsIn(value)) found.add(setting)
  }
  return found
}

/** `besides.bystander.load`, `objectives[0]`. */
function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the document'
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i ? '.' : ''}${String(step)}`))
    .join('')
}
