import { requireEngine } from '../../../containers/available.ts'
import { chooseImage } from '../../../containers/images.ts'
import { createLedger } from '../../../lifecycle/ledger.ts'
import { prepareImage } from '../../../services/docker/postgres.ts'
import type { PrepareContext } from '../contract.ts'

/** Has the data of the Postgres that runs will take initialised and kept, which else the first of them would do. */
export async function preparePostgres({ signal, say }: PrepareContext): Promise<void> {
  const engine = await requireEngine()
  const { reference, here } = await chooseImage(engine, 'postgres')
  if (!here) return
  const ledger = createLedger(`setup-images-${process.pid}-${Date.now()}`)
  try {
    await prepareImage({ engine, reference, facts: here }, { ledger, signal, progress: say })
  } finally {
    ledger.close()
  }
}
