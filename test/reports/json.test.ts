import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { json, parseReport, serialize } from '../../reports/json.ts'
import { simulatedRun } from './simulated/run.ts'

const run = simulatedRun({ modes: ['async', 'blocking'] })
const options = { columns: 80, color: false }

test('what is written is valid by the published schema and reads back the same', async () => {
  const rendered = await json.render(run, options)
  if (!('file' in rendered)) throw new Error('report.json is a file')
  const schema = JSON.parse(
    readFileSync(new URL('../../reports/report.schema.json', import.meta.url), 'utf8'),
  )
  const validate = new Ajv2020({ strict: false }).compile(schema)
  expect(validate(JSON.parse(rendered.content)), JSON.stringify(validate.errors)).toBe(true)
  expect(parseReport(rendered.content, 'report.json')).toEqual(run.report)
})

test('a report that breaks its schema is not written', () => {
  const broken = { ...run.report, run: { ...run.report.run, seed: -1 } }
  expect(() => serialize(broken)).toThrow(/breaks its schema(.|\n)*run\.seed/)
})

test.each([
  ['{', /x\.json is not JSON/],
  ['{}', /x\.json is no report/],
  ['{"version":2}', /x\.json has version 2, and this bench reads up to 1/],
])('%s is refused', (text, message) => expect(() => parseReport(text, 'x.json')).toThrow(message))
