// A run that starts an nginx, says where it stands, and then waits to be killed.

import { createLedger, type Ledger } from '../../lifecycle/ledger.ts'
import { dockerNginx } from './docker.ts'
import { localNginx } from './local.ts'
import { answering } from './testConfiguration.ts'

const [runId = '', name, recorded] = process.argv.slice(2)
const ledger = createLedger(runId)
// As if the kill had come between the spawn and the writing of the master's identity.
const forgetful: Ledger = {
  ...ledger,
  intend(entry) {
    const claim = ledger.intend(entry)
    return entry.kind === 'process' || entry.kind === 'container' ? { ...claim, made() {} } : claim
  },
}
const nginx = await (name === 'docker' ? dockerNginx : localNginx).start({
  ledger: recorded === 'recorded' ? ledger : forgetful,
  signal: new AbortController().signal,
  progress: () => {},
  configure: answering('fixture'),
  port: 0,
})
process.stdout.write(`${JSON.stringify({ pid: nginx.pid, url: nginx.url, ledger: ledger.path })}\n`)
setInterval(() => {}, 1_000)
