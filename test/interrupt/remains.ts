import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Alive, aliveBelow, describe, stillListening } from './processes.ts'
import type { Surroundings } from './surroundings.ts'

/** What is left of a run, in words; `before` is what it had alive when it was to end. Empty: nothing. */
export async function remainsOf(surroundings: Surroundings, before: Alive): Promise<string[]> {
  const { root, temporary, state } = surroundings
  const groups = new Set(before.processes.map(({ pid }) => pid))
  return [
    ...aliveBelow(root, groups).processes.map(describe),
    ...stillListening(before.inodes).map((inode) => `a listening socket, inode ${inode}`),
    ...filesIn(temporary).map((name) => `in the temporary folder: ${name}`),
    ...filesIn(join(state, 'chartbench', 'ledger')).map((name) => `the ledger ${name}`),
    ...(await inDatabase(surroundings)),
  ]
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : []
}

/** What concerns one run only: the schema `bench` with its data stays, as it does for a user's own server. */
async function inDatabase({ database }: Surroundings): Promise<string[]> {
  const found = await database.admin.query<{ what: string }>(
    `select 'role ' || rolname as what from pg_roles where rolname like 'bench\\_%'
     union all select 'schema ' || nspname from pg_namespace where nspname like 'bench\\_%'
     union all select 'sequence ' || relname from pg_class where relkind = 'S' and relname like 'bench\\_%'
     union all select 'session of ' || usename || ', ' || application_name from pg_stat_activity
       where backend_type = 'client backend' and pid <> pg_backend_pid()`,
  )
  return found.map(({ what }) => `in the database: ${what}`)
}
