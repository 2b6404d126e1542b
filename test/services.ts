import { randomBytes } from 'node:crypto'
import { Disposal } from '../harness/lifecycle/disposal.ts'
import { createLedger } from '../harness/lifecycle/ledger.ts'
import { type Services, startServices } from '../harness/services/start.ts'

/** A prepared Postgres of its own for one test file, as a run has it. */
export async function startTestServices(): Promise<Services> {
  const runId = `test${randomBytes(4).toString('hex')}`
  const disposal = new Disposal()
  try {
    const ledger = createLedger(runId)
    disposal.defer(() => ledger.close())
    const { signal } = new AbortController()
    const services = disposal.use(
      await startServices({ runId, ledger, provider: 'embedded', signal, progress: () => {} }),
    )
    return { ...services, [Symbol.asyncDispose]: () => disposal[Symbol.asyncDispose]() }
  } catch (error) {
    return disposal.abandon(error)
  }
}
