import type { LedgerContent, LedgerEntry, OpenEntry } from '../ledgerFile.ts'

/** What still exists of one entry of a killed run. */
export interface Trace {
  readonly entry: LedgerEntry
  /** In words for a person: "process 4711 (postgres)". */
  readonly what: string
  /** Ends exactly this, and resolves when it is gone. */
  end(): Promise<void>
}

/** Looks for what an entry of a killed run has left; undefined where nothing is left. Changes nothing. */
export type Find = (open: OpenEntry, run: LedgerContent) => Trace | undefined | Promise<Trace | undefined>
