import { randomBytes } from 'node:crypto'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { ledgerFolder, privateFolder } from './folders.ts'
import { type LedgerEntry, type LedgerLine, type RecordedProcess, readLedger } from './ledgerFile.ts'
import { identify, lookUp } from './process.ts'

export type { LedgerEntry } from './ledgerFile.ts'

/**
 * Set to the run's id in the environment of every child that is spawned, by which a child is found whose
 * identity was never written.
 */
export const RUN_VARIABLE = 'BENCH_RUN'

/** One thing that was intended. */
export interface Claim {
  /**
   * It exists now. With `identity` it is that process, whose start time and group are looked up at once: so
   * call it in the same turn as the spawn. Idempotent, as `gone` is.
   */
  made(identity?: { pid: number }): void
  /** It has ended, or was never made. */
  gone(): void
}

/**
 * What a run makes, written down so that it can be ended after the run was killed: the intent before, the
 * identity after. Every line is on its way to the disk's cache when the call returns.
 */
export interface Ledger {
  readonly runId: string
  readonly path: string
  /** To be called before the thing is made. */
  intend(entry: LedgerEntry): Claim
  /**
   * The end of the run. The owner removes the file where everything that was intended is gone, and else
   * keeps it for `clean`. Idempotent.
   */
  close(): void
}

/** Begins the ledger of a run, owned by this process. Throws where this run already has one. */
export function createLedger(runId: string): Ledger {
  if (!/^[\w.-]{1,100}$/.test(runId)) throw new RangeError(`no file can be named after this run id: ${runId}`)
  const path = join(privateFolder(ledgerFolder()), `${runId}.ndjson`)
  const ledger = open(path, runId, 'ax', () => {
    if (readLedger(path).open.length === 0) rmSync(path, { force: true })
  })
  const owner = identify(process.pid)
  if (!owner) throw new Error('this process cannot identify itself')
  ledger.append({ owner, startedAt: new Date().toISOString() })
  return ledger
}

/** Appends to the ledger of a run that another process owns, and never removes the file. */
export function joinLedger(path: string): Ledger {
  return open(path, readLedger(path).runId, 'a', () => {})
}

interface OpenLedger extends Ledger {
  append(line: LedgerLine): void
}

function open(path: string, runId: string, flags: 'a' | 'ax', closed: () => void): OpenLedger {
  const file = openSync(path, flags, 0o600)
  const word = randomBytes(4).toString('hex')
  let count = 0
  let isOpen = true

  function append(line: LedgerLine): void {
    if (!isOpen) throw new Error(`the ledger of run ${runId} is closed`)
    // One write call for one short line: appended as a whole, even while another process appends.
    writeSync(file, `${JSON.stringify(line)}\n`)
  }

  return {
    runId,
    path,
    append,
    intend(entry) {
      const claim = `${word}.${++count}`
      append({ claim, intend: entry })
      let state: 'intended' | 'made' | 'gone' = 'intended'
      return {
        made(identity) {
          if (state !== 'intended') return
          state = 'made'
          append({ claim, made: identity ? record(identity.pid) : null })
        },
        gone() {
          // After the end of the run it no longer matters: `clean` looks for itself.
          if (state === 'gone' || !isOpen) return
          state = 'gone'
          append({ claim, gone: true })
        },
      }
    },
    close() {
      if (!isOpen) return
      isOpen = false
      closeSync(file)
      closed()
    },
  }
}

function record(pid: number): RecordedProcess | null {
  const found = lookUp(pid)
  return found ? { pid, startTime: found.startTime, group: found.group } : null
}
