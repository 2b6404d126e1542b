import { parseImages, useImages } from '../containers/imageReference.ts'
import { endLedger } from '../lifecycle/clean.ts'
import { Disposal } from '../lifecycle/disposal.ts'
import { createLedger, type Ledger } from '../lifecycle/ledger.ts'
import { fetchNginx } from '../services/nginx/needed.ts'
import { type Services, startServices } from '../services/start.ts'
import { chooseIsolation, type IsolationFlags } from '../target/isolation/choose.ts'
import type { Isolation } from '../target/isolation/contract.ts'
import { tellTargets } from '../target/proxy.ts'
import type { StrategyReference } from '../target/strategyReference.ts'
import { progress } from './progress.ts'

/** What the targets of one command that is no run stand on. Disposal ends it. */
export interface Ground extends AsyncDisposable {
  readonly services: Services
  /** In what targets run; undefined: on this machine, as children of the command. */
  readonly isolation: Isolation | undefined
}

/**
 * Decides where services come from and where targets run, and starts the database. `command` begins the names of
 * what is made. Undoes what it began where it fails.
 */
export async function prepareGround(
  command: 'serve' | 'verify',
  reference: StrategyReference,
  flags: IsolationFlags & { readonly image?: string },
  signal: AbortSignal,
): Promise<Ground> {
  const { provider } = flags
  useImages(parseImages(flags.image))
  tellTargets(provider)
  const isolation = await chooseIsolation(flags, [reference])
  // The image has its own.
  if (!isolation) await fetchNginx([reference], provider, { signal, progress })
  await using disposal = new Disposal()
  const { runId, ledger } = openLedger(command, disposal)
  const services = disposal.use(await startServices({ runId, ledger, provider, signal, progress }))
  const owned = disposal.move()
  return { services, isolation, [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose]() }
}

/** A ledger for one command, under a name that no other has; `disposal` ends what still stands in it. */
export function openLedger(command: string, disposal: Disposal): { runId: string; ledger: Ledger } {
  const runId = `${command}_${Date.now().toString(36)}_${process.pid.toString(36)}`
  const ledger = createLedger(runId)
  disposal.defer(() => endLedger(ledger, progress))
  return { runId, ledger }
}
