import type { OpenEntry } from '../ledgerFile.ts'
import type { Trace } from './contract.ts'

/** A role or schema in a server that outlived the run. A server that is gone took them along. */
export async function findInDatabase({ entry }: OpenEntry): Promise<Trace | undefined> {
  if (entry.kind !== 'role' && entry.kind !== 'schema') return undefined
  // Loaded here, since most killed runs leave nothing in a server that still runs.
  const { connectIfThere, dropRole, dropSchema, exists } = await import('../../services/database/dropping.ts')
  const admin = await connectIfThere(entry.url)
  if (!admin) return undefined
  await using connection = admin
  if (!(await exists(connection, entry.kind, entry.name))) return undefined
  return {
    entry,
    what: `${entry.kind} ${entry.name}`,
    async end() {
      await using again = await connectIfThere(entry.url)
      if (!again) return
      if (entry.kind === 'role') await dropRole(again, entry.name)
      else await dropSchema(again, entry.name)
    },
  }
}
