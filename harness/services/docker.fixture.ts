// A run that starts a Postgres in a container, and is killed before or after that answers.

import { createLedger } from '../lifecycle/ledger.ts'
import { dockerPostgres } from './docker.ts'

const [runId = ''] = process.argv.slice(2)
const ledger = createLedger(runId)
const signal = new AbortController().signal
const postgres = await dockerPostgres.start({ ledger, signal, progress: () => {} })
process.stdout.write(`${postgres.url}\n`)
setInterval(() => {}, 1_000)
