/**
 * A JSON Schema subset: enough to state every message of the wire, small enough to check each one as it
 * arrives. The schemas are plain JSON, so `docs/protocol/*.schema.json` is a copy of them, not a translation.
 */
export type Schema =
  | { type: 'integer'; minimum?: number; maximum?: number; description?: string }
  | { type: 'number'; description?: string }
  | { type: 'boolean'; description?: string }
  | { type: 'string'; maxLength?: number; pattern?: string; description?: string }
  | { const: string | number; description?: string }
  | { enum: readonly (string | number)[]; description?: string }
  | { type: 'array'; items: Schema; maxItems?: number; description?: string }
  | { type: 'object'; description?: string }
  | {
      type: 'object'
      properties: Readonly<Record<string, Schema>>
      required: readonly string[]
      description?: string
    }

/** The TypeScript type that a schema states. */
export type Infer<S> = S extends { const: infer C }
  ? C
  : S extends { enum: readonly (infer E)[] }
    ? E
    : S extends { type: 'integer' | 'number' }
      ? number
      : S extends { type: 'boolean' }
        ? boolean
        : S extends { type: 'string' }
          ? string
          : S extends { type: 'array'; items: infer I }
            ? Infer<I>[]
            : S extends { type: 'object'; properties: infer P; required: readonly (infer R)[] }
              ? { [K in keyof P as K extends R ? K : never]: Infer<P[K]> } & {
                  [K in keyof P as K extends R ? never : K]?: Infer<P[K]>
                }
              : Record<string, unknown>

/** The first thing wrong with `value`, as `path: what`, or undefined where it satisfies the schema. */
export function violation(schema: Schema, value: unknown, path = '$'): string | undefined {
  if ('const' in schema) return value === schema.const ? undefined : `${path}: must be ${schema.const}`
  if ('enum' in schema) {
    return schema.enum.includes(value as string)
      ? undefined
      : `${path}: must be one of ${schema.enum.join(', ')}`
  }
  switch (schema.type) {
    case 'integer':
    case 'number':
      return numberViolation(schema, value, path)
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `${path}: must be true or false`
    case 'string':
      return stringViolation(schema, value, path)
    case 'array':
      return arrayViolation(schema, value, path)
    case 'object':
      return objectViolation(schema, value, path)
  }
}

function numberViolation(
  schema: { type: 'integer' | 'number'; minimum?: number; maximum?: number },
  value: unknown,
  path: string,
): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return `${path}: must be a number`
  if (schema.type === 'integer' && !Number.isSafeInteger(value)) return `${path}: must be an integer`
  if (schema.minimum !== undefined && value < schema.minimum)
    return `${path}: must be at least ${schema.minimum}`
  if (schema.maximum !== undefined && value > schema.maximum)
    return `${path}: must be at most ${schema.maximum}`
  return undefined
}

const patterns = new Map<string, RegExp>()

function stringViolation(
  schema: { maxLength?: number; pattern?: string },
  value: unknown,
  path: string,
): string | undefined {
  if (typeof value !== 'string') return `${path}: must be a string`
  if (schema.maxLength !== undefined && characters(value) > schema.maxLength) {
    return `${path}: must have at most ${schema.maxLength} characters`
  }
  if (schema.pattern === undefined) return undefined
  let pattern = patterns.get(schema.pattern)
  if (!pattern) {
    pattern = new RegExp(schema.pattern, 'u')
    patterns.set(schema.pattern, pattern)
  }
  return pattern.test(value) ? undefined : `${path}: must match ${schema.pattern}`
}

/** JSON Schema counts code points, not the halves of surrogate pairs. */
function characters(text: string): number {
  let n = 0
  for (const _ of text) n++
  return n
}

function arrayViolation(
  schema: { items: Schema; maxItems?: number },
  value: unknown,
  path: string,
): string | undefined {
  if (!Array.isArray(value)) return `${path}: must be an array`
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    return `${path}: must have at most ${schema.maxItems} items`
  }
  for (let i = 0; i < value.length; i++) {
    const wrong = violation(schema.items, value[i], `${path}[${i}]`)
    if (wrong) return wrong
  }
  return undefined
}

function objectViolation(
  schema: Schema & { type: 'object' },
  value: unknown,
  path: string,
): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${path}: must be an object`
  if (!('properties' in schema)) return undefined
  const members = value as Record<string, unknown>
  for (const name of schema.required) {
    if (!(name in members)) return `${path}.${name}: is missing`
  }
  for (const name in schema.properties) {
    if (members[name] === undefined) continue
    const wrong = violation(schema.properties[name]!, members[name], `${path}.${name}`)
    if (wrong) return wrong
  }
  return undefined
}
