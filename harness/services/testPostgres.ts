import { randomBytes } from 'node:crypto'
import { Disposal } from '../lifecycle/disposal.ts'
import { createLedger, type Ledger } from '../lifecycle/ledger.ts'
import type { Postgres } from './contract.ts'
import { type Admin, openAdmin } from './database/admin.ts'
import { embeddedPostgres } from './embedded.ts'

/** A real Postgres for one test file, with a connection as its superuser. Nothing is prepared in it. */
export interface TestPostgres extends AsyncDisposable {
  readonly postgres: Postgres
  readonly admin: Admin
  readonly ledger: Ledger
}

export async function startTestPostgres(options: { maxConnections?: number } = {}): Promise<TestPostgres> {
  const disposal = new Disposal()
  try {
    const ledger = createLedger(`test-${randomBytes(6).toString('hex')}`)
    disposal.defer(() => ledger.close())
    const signal = new AbortController().signal
    const postgres = disposal.use(
      await embeddedPostgres.start({ ledger, signal, progress: () => {}, ...options }),
    )
    const admin = disposal.use(await openAdmin(postgres.url))
    return { postgres, admin, ledger, [Symbol.asyncDispose]: () => disposal[Symbol.asyncDispose]() }
  } catch (error) {
    return disposal.abandon(error)
  }
}
