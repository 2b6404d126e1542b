import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readLedger } from '../../harness/lifecycle/ledgerFile.ts'

/** The latest process of this role in the only ledger that there is below `state`. */
export function recordedPid(state: string, role: string): number {
  const ledgers = join(state, 'chartbench', 'ledger')
  const [name] = readdirSync(ledgers)
  const { open } = readLedger(join(ledgers, name!))
  const found = open.findLast(({ entry }) => entry.kind === 'process' && entry.role === role)
  if (!found?.process) throw new Error(`no ${role} in the ledger`)
  return found.process.pid
}
