import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serialize } from '../reports/json.ts'
import { bench } from './bench.ts'
import { simulatedRun } from './reports/simulated/run.ts'

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chartbench-open-'))
  writeFileSync(join(folder, 'report.json'), serialize(simulatedRun({ users: [8] }).report))
})

afterAll(() => rmSync(folder, { recursive: true }))

/** Resolves with the text of a file once it is there and whole (it ends in a newline). */
async function written(file: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const look = () => {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
    if (text.endsWith('\n')) resolve(text)
  }
  const watcher = watch(folder, look)
  look()
  try {
    return await promise
  } finally {
    watcher.close()
  }
}

test('the page is handed to the browser of the desktop', async () => {
  const seen = join(folder, 'seen')
  for (const name of ['xdg-open', 'open']) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho "$1" > '${seen}'\n`)
    chmodSync(join(folder, name), 0o755)
  }
  const { code, err } = await bench(['report', folder, '--report', 'html=page.html', '--open'], {
    env: { CI: undefined, DISPLAY: ':0', PATH: `${folder}:${process.env.PATH}` },
    cwd: folder,
  })
  expect(code).toBe(0)
  expect(err).toBe('opened page.html\n')
  expect(await written(seen)).toMatch(/\/page\.html\n$/)
})

test.each([
  ['in CI', { CI: 'true', DISPLAY: ':0' }, 'nobody looks at a browser in CI'],
  [
    'without a program that opens it',
    { CI: undefined, DISPLAY: ':0', PATH: '/nowhere' },
    'no browser could be',
  ],
])('%s the path is told instead', async (_, env, said) => {
  const { code, err } = await bench(['report', folder, '--report', 'html', '--open'], { env })
  expect(code).toBe(0)
  expect(err).toContain(said)
  expect(err).toContain(`so open this yourself: ${join(folder, 'report.html')}`)
})
