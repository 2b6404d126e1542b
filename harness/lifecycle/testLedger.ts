import { afterAll, beforeAll, expect } from 'vitest'
import { createLedger, type Ledger } from './ledger.ts'
import { readLedger } from './ledgerFile.ts'
import { testState } from './testState.ts'

/**
 * A ledger for the tests of one file, in a state folder of its own; to be called at the top of the file. At the
 * end it must be empty: what the tests have made is gone.
 */
export function testLedger(runId: string): () => Ledger {
  const state = testState()
  let ledger: Ledger
  beforeAll(() => {
    ledger = createLedger(runId)
  })
  afterAll(() => {
    const left = readLedger(ledger.path).open
    ledger.close()
    state.remove()
    expect(left).toEqual([])
  })
  return () => ledger
}
