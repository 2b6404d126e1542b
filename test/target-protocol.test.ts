import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fromTargetSchema, toTargetSchema } from '../harness/target/messages.ts'
import { defaultSettings, settingsSchema } from '../strategies/app/settings.ts'
import { faultKinds } from '../strategies/contract.ts'

const document = await readFile(join(import.meta.dirname, '../docs/protocol.md'), 'utf8')
const target = document.slice(document.indexOf('## The target protocol'))

/** The lines of JSON in the section under `heading`. */
function examples(heading: string): { type: string }[] {
  const section = target.slice(target.indexOf(`### ${heading}\n`)).split('\n### ')[0]!
  const settings = JSON.stringify({
    ...defaultSettings,
    databaseUrl: 'postgres:',
    schema: 'bench_x',
    connections: 10,
    secret: 'ab'.repeat(16),
  })
  return [...section.matchAll(/^\{.+\}$/gm)].map(([line]) => JSON.parse(line.replace('{ … }', settings)))
}

test.each([
  ['Harness to target', toTargetSchema],
  ['Target to harness', fromTargetSchema],
])('%s: there is an example of every message, and each is right', (heading, schema) => {
  const types = schema.options.map((option) => option.shape.type.value)
  expect(new Set(examples(heading).map((example) => example.type))).toEqual(new Set(types))
  for (const example of examples(heading)) expect(schema.safeParse(example).error).toBeUndefined()
})

test('every setting is documented', () => {
  const documented = [...target.matchAll(/^\| `(\w+)` \| [^|]+ \| [^|]+ \|$/gm)].map(([, name]) => name)
  expect(documented).toEqual(Object.keys(settingsSchema.shape))
})

test('every kind of fault is documented', () => {
  for (const kind of faultKinds) expect(target).toMatch(new RegExp(`^\\| .*\`${kind}\`.* \\| .+ \\|$`, 'm'))
})
