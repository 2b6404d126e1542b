import { z } from 'zod'
import { scenarioSchema } from './contract.ts'

/** The JSON Schema of a scenario as it is written, which editors use: published as `scenario.schema.json`. */
export function jsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(scenarioSchema, { io: 'input' })
  return { ...schema, title: 'A scenario of bench' }
}
