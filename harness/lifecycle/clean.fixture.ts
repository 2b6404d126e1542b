// A run that makes one thing of each kind, says so, and then waits to be killed.

import { openAdmin } from '../services/database/admin.ts'
import { prepareDatabase } from '../services/database/prepare.ts'
import { createTargetRole } from '../services/database/role.ts'
import { embeddedPostgres } from '../services/embedded.ts'
import { spawnChild } from './children.ts'
import { createLedger } from './ledger.ts'
import { createTemporaryFolder } from './temporaryFolder.ts'

const [runId, elsewhere] = process.argv.slice(2) as [string, string]
const ledger = createLedger(runId)
const postgres = await embeddedPostgres.start({
  ledger,
  signal: new AbortController().signal,
  progress: () => {},
})
const folder = createTemporaryFolder(ledger, 'fixture')
const grandchild = `require('child_process').spawn('sleep', ['1000'], { stdio: 'ignore' }); setInterval(() => {}, 1000)`
const child = spawnChild({
  command: [process.execPath, '-e', grandchild],
  role: 'fixture',
  ledger,
  stdout: 'ignore',
})
// As if the kill had come between the spawn and the writing of its identity.
const silent = {
  ...ledger,
  intend: (entry: Parameters<typeof ledger.intend>[0]) => ({ ...ledger.intend(entry), made() {} }),
}
const unrecorded = spawnChild({
  command: ['sleep', '1000'],
  role: 'unrecorded',
  ledger: silent,
  stdout: 'ignore',
})
ledger.intend({ kind: 'folder', path: `${folder.path}-never-made` })
const admin = await openAdmin(elsewhere)
await prepareDatabase(admin)
const role = await createTargetRole(
  admin,
  { mayCreateRoles: true, disposable: true },
  { connections: 2, name: runId.replaceAll('-', '_'), ledger },
)
process.stdout.write(
  `${JSON.stringify({
    ledger: ledger.path,
    postgres: postgres.pid,
    folder: folder.path,
    child: child.pid,
    unrecorded: unrecorded.pid,
    role: role.name,
  })}\n`,
)
setInterval(() => {}, 1_000)
