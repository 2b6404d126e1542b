import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { jsonSchema } from './schema.ts'

test('the published schema is the one of the model (npm run schemas writes it)', () => {
  const published = readFileSync(new URL('./report.schema.json', import.meta.url), 'utf8')
  expect(published).toBe(`${JSON.stringify(jsonSchema(), null, 2)}\n`)
})
