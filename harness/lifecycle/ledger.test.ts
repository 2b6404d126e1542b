import { appendFileSync, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createLedger, joinLedger } from './ledger.ts'
import { readLedger } from './ledgerFile.ts'
import { identify } from './process.ts'
import { testState } from './testState.ts'

const state = testState()
afterAll(() => state.remove())

test('names its owner, for this user alone', () => {
  const ledger = createLedger('owner')
  const content = readLedger(ledger.path)
  expect(content.owner).toEqual(identify(process.pid))
  expect(content.runId).toBe('owner')
  expect(statSync(ledger.path).mode & 0o777).toBe(0o600)
  expect(statSync(dirname(ledger.path)).mode & 0o777).toBe(0o700)
  ledger.close()
})

test('an intent stays open until it is gone, with the identity once it was made', () => {
  const ledger = createLedger('open')
  const claim = ledger.intend({ kind: 'process', role: 'me' })
  expect(readLedger(ledger.path).open).toEqual([
    { entry: { kind: 'process', role: 'me' }, process: undefined },
  ])
  claim.made({ pid: process.pid })
  expect(readLedger(ledger.path).open[0]!.process).toMatchObject({ ...identify(process.pid)! })
  claim.gone()
  claim.gone()
  expect(readLedger(ledger.path).open).toEqual([])
  ledger.close()
  ledger.close()
  expect(existsSync(ledger.path)).toBe(false)
})

test('two writers share one file; it stays until the things of both are gone', () => {
  const ledger = createLedger('shared')
  const joined = joinLedger(ledger.path)
  expect(joined.runId).toBe('shared')
  ledger.intend({ kind: 'folder', path: '/a' }).gone()
  joined.intend({ kind: 'folder', path: '/b' }).made()
  joined.close()
  ledger.close()
  expect(readLedger(ledger.path).open.map(({ entry }) => entry)).toEqual([{ kind: 'folder', path: '/b' }])
})

test('a torn last line is ignored', () => {
  const ledger = createLedger('torn')
  ledger.intend({ kind: 'folder', path: '/a' })
  appendFileSync(ledger.path, '{"claim":"x.1","intend":{"kind":"fol')
  expect(readLedger(ledger.path).open).toHaveLength(1)
  ledger.close()
})

test('a run has one ledger, and a closed one takes nothing more', () => {
  const ledger = createLedger('once')
  const claim = ledger.intend({ kind: 'folder', path: '/a' })
  expect(() => createLedger('once')).toThrow(/EEXIST/)
  expect(() => createLedger('../elsewhere')).toThrow(RangeError)
  ledger.close()
  claim.gone()
  expect(() => ledger.intend({ kind: 'folder', path: '/b' })).toThrow(/closed/)
})
