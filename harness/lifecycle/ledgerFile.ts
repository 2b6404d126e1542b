import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'

const identity = z.object({ pid: z.number().int().positive(), startTime: z.string() })

const entry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('process'), role: z.string() }),
  z.object({ kind: z.literal('folder'), path: z.string() }),
  z.object({ kind: z.literal('postgres'), dataFolder: z.string() }),
  z.object({ kind: z.literal('role'), url: z.string(), name: z.string() }),
  z.object({ kind: z.literal('schema'), url: z.string(), name: z.string() }),
  /** `engine` is its address, as DOCKER_HOST takes it. */
  z.object({ kind: z.literal('container'), engine: z.string(), name: z.string() }),
])

/**
 * The lines of a ledger: the owner first, then for everything that a run makes its intent before, its
 * identity after, its end. Two processes append to one file, so claims are named by random words.
 */
export const ledgerLine = z.union([
  z.object({ owner: identity, startedAt: z.string() }),
  z.object({ claim: z.string(), intend: entry }),
  z.object({ claim: z.string(), made: identity.extend({ group: z.number().int() }).nullable() }),
  z.object({ claim: z.string(), gone: z.literal(true) }),
])

export type LedgerLine = z.infer<typeof ledgerLine>

/** What a run makes; see the members for what is known before it exists. */
export type LedgerEntry = z.infer<typeof entry>

/** The process behind an entry, and the group that it was in. */
export type RecordedProcess = z.infer<typeof identity> & { group: number }

/** Something that was intended and is not known to be gone. */
export interface OpenEntry {
  readonly entry: LedgerEntry
  /** Undefined where it was never recorded: nothing was made, or the run was killed in between. */
  readonly process: RecordedProcess | undefined
}

export interface LedgerContent {
  readonly runId: string
  readonly path: string
  /** Undefined where the run was killed before its first line. */
  readonly owner: z.infer<typeof identity> | undefined
  readonly startedAt: string | undefined
  readonly open: readonly OpenEntry[]
}

/** Reads what a ledger says. A last line that was cut off is ignored: its writer was killed while writing. */
export function readLedger(path: string): LedgerContent {
  const open = new Map<string, OpenEntry>()
  let owner: LedgerContent['owner']
  let startedAt: string | undefined
  for (const text of readFileSync(path, 'utf8').split('\n')) {
    const line = parse(text)
    if (!line) continue
    if ('owner' in line) {
      owner = line.owner
      startedAt = line.startedAt
    } else if ('intend' in line) {
      open.set(line.claim, { entry: line.intend, process: undefined })
    } else if ('gone' in line) {
      open.delete(line.claim)
    } else {
      const intended = open.get(line.claim)
      if (intended && line.made) open.set(line.claim, { ...intended, process: line.made })
    }
  }
  return { runId: basename(path, '.ndjson'), path, owner, startedAt, open: [...open.values()] }
}

function parse(text: string): LedgerLine | undefined {
  if (text === '') return undefined
  try {
    return ledgerLine.parse(JSON.parse(text))
  } catch {
    // A torn line, or one of a later version: what it tells is not ours to end.
    return undefined
  }
}
