import { endGroup, endProcess, groupMembers } from '../ending.ts'
import { RUN_VARIABLE } from '../ledger.ts'
import type { LedgerContent, OpenEntry } from '../ledgerFile.ts'
import {
  commandLine,
  isAlive,
  lookUp,
  type ProcessEntry,
  processes,
  processesWithVariable,
} from '../process.ts'
import type { Trace } from './contract.ts'

const GRACE_MS = 2_000

/** What an nginx is called in a ledger. */
export const NGINX_ROLE = 'nginx'

/** A child by its recorded identity with its whole group, or, without one, by the run's variable. */
export function findProcess({ entry, process: recorded }: OpenEntry, run: LedgerContent): Trace | undefined {
  const role = entry.kind === 'process' ? entry.role : entry.kind
  if (!recorded) return unrecorded(entry, role, run)
  // A group that it does not lead is not ours to end.
  const leads = recorded.group === recorded.pid
  if (leads ? groupMembers(recorded.pid, recorded).length === 0 : !isAlive(recorded)) return undefined
  return {
    entry,
    what: `process ${recorded.pid} (${role})`,
    end: () =>
      leads
        ? endGroup(recorded.pid, { graceMs: GRACE_MS, leader: recorded })
        : endProcess(recorded, { graceMs: GRACE_MS }),
  }
}

function unrecorded(entry: OpenEntry['entry'], role: string, run: LedgerContent): Trace | undefined {
  // A shell that a run had opened may be the one in which we clean.
  const ownGroup = lookUp(process.pid)?.group
  const byVariable = processesWithVariable(RUN_VARIABLE, run.runId)
  const candidates = role === NGINX_ROLE ? [...byVariable, ...mastersIn(foldersOf(run))] : byVariable
  const found = candidates.filter(({ group }) => group !== ownGroup)
  if (found.length === 0) return undefined
  return {
    entry,
    what: `process ${found.map(({ pid }) => pid).join(', ')} (${role}, by ${byVariable.length > 0 ? RUN_VARIABLE : 'its folder'})`,
    end: async () => {
      for (const one of found) await endFound(one)
    },
  }
}

/** nginx writes its title over its environment, but names its folder in it. */
function mastersIn(folders: readonly string[]): ProcessEntry[] {
  return processes().filter(({ pid }) => {
    const command = commandLine(pid).join(' ')
    return command.includes('nginx') && folders.some((folder) => command.includes(` -p ${folder} `))
  })
}

function foldersOf(run: LedgerContent): string[] {
  return run.open.flatMap(({ entry }) => (entry.kind === 'folder' ? [entry.path] : []))
}

function endFound(found: ProcessEntry): Promise<void> {
  return found.group === found.pid
    ? endGroup(found.group, { graceMs: GRACE_MS, leader: found })
    : endProcess(found, { graceMs: GRACE_MS })
}
