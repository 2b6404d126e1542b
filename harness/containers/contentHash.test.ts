import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { contentHash } from './contentHash.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chartbench-hash-'))
  mkdirSync(join(folder, 'a', 'deep'), { recursive: true })
  writeFileSync(join(folder, 'a', 'one'), '1')
  writeFileSync(join(folder, 'a', 'deep', 'two'), '2')
  writeFileSync(join(folder, 'b'), '3')
})
afterEach(() => rmSync(folder, { recursive: true }))

const hash = (besides: string[] = []) => contentHash({ folder, paths: ['b', 'a'], besides })

test('depends on names, contents and words alone', () => {
  const before = hash()
  expect(before).toMatch(/^[0-9a-f]{12}$/)
  utimesSync(join(folder, 'b'), 1, 1)
  expect(contentHash({ folder, paths: ['a', 'b'] })).toBe(before)
  const copy = `${folder}-copy`
  cpSync(folder, copy, { recursive: true })
  expect(contentHash({ folder: copy, paths: ['a', 'b'] })).toBe(before)
  rmSync(copy, { recursive: true })
  expect(hash(['arm64'])).not.toBe(before)
})

test.each([
  ['a content', () => writeFileSync(join(folder, 'a', 'deep', 'two'), '3')],
  ['a name', () => renameSync(join(folder, 'a', 'one'), join(folder, 'a', 'uno'))],
  ['one more file', () => writeFileSync(join(folder, 'a', 'three'), '')],
  [
    'a line moved from one file into the next',
    () => {
      writeFileSync(join(folder, 'a', 'deep', 'two'), '')
      writeFileSync(join(folder, 'a', 'one'), '12')
    },
  ],
])('changes with %s', (_, change) => {
  const before = hash()
  change()
  expect(hash()).not.toBe(before)
})

test('what does not count may change', () => {
  const options = { folder, paths: ['a', 'b'], counts: (path: string) => path !== 'a/one' }
  const before = contentHash(options)
  writeFileSync(join(folder, 'a', 'one'), 'other')
  expect(contentHash(options)).toBe(before)
})
