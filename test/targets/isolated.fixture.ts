// A run that has a target in a container, and is killed.

import { benchImage } from '../../harness/containers/benchImage.ts'
import { findEngine } from '../../harness/containers/engine.ts'
import { createLedger } from '../../harness/lifecycle/ledger.ts'
import { resolveStrategy } from '../../harness/target/strategyReference.ts'
import { startTarget } from '../../harness/target/target.ts'
import { defaultSettings } from '../../strategies/app/settings.ts'

const [runId = '', strategy = ''] = process.argv.slice(2)
const { engine } = await findEngine()
if (!engine) throw new Error('no engine')
await startTarget({
  reference: await resolveStrategy(strategy),
  settings: {
    ...defaultSettings,
    connections: 1,
    databaseUrl: 'postgres:///none',
    schema: 'none',
    secret: 'ab'.repeat(32),
  },
  ledger: createLedger(runId),
  signal: new AbortController().signal,
  isolation: {
    isolation: {
      kind: 'docker',
      engine,
      image: benchImage(),
      nginxVersion: undefined,
      limits: { cpus: undefined, memoryBytes: undefined },
    },
    folders: [],
  },
})
process.stdout.write('ready\n')
setInterval(() => {}, 1_000)
