import { z } from 'zod'
import { REPORT_VERSION, reportSchema } from './model.ts'

/** The JSON Schema (draft 2020-12) of `report.json`, published as `reports/report.schema.json`. */
export function jsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(reportSchema, { target: 'draft-2020-12' })
  return {
    $schema,
    title: `chartbench report, version ${REPORT_VERSION}`,
    description: 'Times in milliseconds with microsecond digits, memory in bytes; null where n is too small.',
    ...schema,
  }
}
