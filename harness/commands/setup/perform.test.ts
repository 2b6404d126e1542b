import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Installable, InstallCommand } from './contract.ts'
import { thisMachine } from './machine.ts'
import { setUp } from './perform.ts'

let folder = ''
let said: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chartbench-setup-'))
  said = []
})
afterEach(() => rmSync(folder, { recursive: true }))

const say = (line: string) => said.push(line)
const file = () => join(folder, 'installed')

/** Appends a word to a file that tells what was run. */
function note(word: string, exitCode = 0): InstallCommand['words'] {
  const script = `require('fs').appendFileSync('log', '${word} '); process.exit(${exitCode})`
  return [process.execPath, '-e', `process.chdir(${JSON.stringify(folder)}); ${script}`]
}

/** Something that is here once a file is there. */
function thing(commands: readonly InstallCommand[]): Installable {
  return {
    title: 'it',
    look: async () =>
      existsSync(file())
        ? { ok: true, reason: 'the file is there' }
        : { ok: false, reason: 'it is not installed', hint: 'make the file' },
    plan: () => ({ commands }),
  }
}

const touch = (): InstallCommand => ({ words: ['touch', file()] })

test('installs what is missing, after saying how, and then finds it here', async () => {
  const options = { machine: thisMachine, agreed: true, say }
  expect(await setUp(thing([touch()]), options)).toBe(true)
  expect(said).toEqual([
    'to install it, bench runs:',
    `  touch ${file()}`,
    'it is here now: the file is there',
  ])
  said = []
  expect(await setUp(thing([{ words: ['false'] }]), options)).toBe(true)
  expect(said).toEqual(['it is here already: the file is there'])
})

test('where nobody can be asked, it says what it would run and runs nothing', async () => {
  await expect(setUp(thing([touch()]), { machine: thisMachine, agreed: false, say })).rejects.toMatchObject({
    exitCode: 2,
    hint: /--yes/,
  })
  expect(said).toContain(`  touch ${file()}`)
  expect(existsSync(file())).toBe(false)
})

test('where it takes a person, it says so', async () => {
  const byHand = { ...thing([]), plan: () => ({ byHand: 'ask the keeper' }) }
  await expect(setUp(byHand, { machine: thisMachine, agreed: true, say })).rejects.toMatchObject({
    code: 'NOT_INSTALLED',
    exitCode: 3,
    message: /it is not installed; bench cannot install it here/,
    hint: 'ask the keeper',
  })
})

test('ends with the first command that fails, but undoes what must not stay', async () => {
  const mask = note('mask')
  const commands = [
    { words: mask },
    { words: note('install', 7) },
    { words: note('disable') },
    { words: note('unmask'), undoes: mask },
    { words: note('never'), undoes: note('not run') },
  ]
  await expect(setUp(thing(commands), { machine: thisMachine, agreed: true, say })).rejects.toMatchObject({
    code: 'NOT_INSTALLED',
    message: /exited with code 7/,
  })
  expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('mask install unmask ')
})

test('commands that are content and change nothing are not believed', async () => {
  await expect(
    setUp(thing([{ words: note('fine') }]), { machine: thisMachine, agreed: true, say }),
  ).rejects.toMatchObject({ message: 'still: it is not installed', hint: 'make the file' })
})

test('a program that is not there is told', async () => {
  await expect(
    setUp(thing([{ words: ['no-such-program'] }]), { machine: thisMachine, agreed: true, say }),
  ).rejects.toMatchObject({ code: 'NOT_INSTALLED', message: /cannot run no-such-program/ })
})
