// Writes the JSON Schemas that are generated from the sources: `npm run schemas`. With `--check` it writes
// nothing and ends with exit code 1 where a file is not what it would write.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { jsonSchema as reportSchema } from '../reports/schema.ts'
import { jsonSchema as scenarioSchema } from '../scenarios/schema.ts'
import { clientMessages, serverMessages } from '../strategies/app/protocol/messages.ts'
import { root } from './commands.ts'

const WIRE = 'docs/protocol'

/** Path relative to the root → content, for every generated file. */
function generated(): Map<string, string> {
  const files = new Map<string, unknown>([
    ['reports/report.schema.json', reportSchema()],
    ['scenarios/scenario.schema.json', scenarioSchema()],
  ])
  for (const [from, messages] of Object.entries({ server: serverMessages, client: clientMessages })) {
    for (const [type, schema] of Object.entries(messages)) {
      files.set(`${WIRE}/${from}-${type}.schema.json`, {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title: `${type}, from the ${from}`,
        ...schema,
      })
    }
  }
  return new Map([...files].map(([path, schema]) => [path, `${JSON.stringify(schema, null, 2)}\n`]))
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(join(root, path), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Generated files of messages that there are no longer. */
async function leftovers(expected: ReadonlyMap<string, string>): Promise<string[]> {
  const present = await readdir(join(root, WIRE))
  return present.map((name) => `${WIRE}/${name}`).filter((path) => !expected.has(path))
}

const check = process.argv.includes('--check')
const files = generated()
await mkdir(join(root, WIRE), { recursive: true })
const stale = await leftovers(files)
for (const [path, content] of files) if ((await contentOf(path)) !== content) stale.push(path)

if (check) {
  for (const path of stale) console.error(`${path} is out of date: npm run schemas`)
  if (stale.length > 0) process.exitCode = 1
} else {
  for (const path of stale) {
    const content = files.get(path)
    if (content === undefined) await rm(join(root, path))
    else {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), content)
    }
    console.log(`${content === undefined ? 'removed' : 'wrote'} ${path}`)
  }
}
