import { randomBytes } from 'node:crypto'
import type Dockerode from 'dockerode'
import type { ContainerOptions } from './containerOptions.ts'
import { type ContainerEnd, endOf } from './ending.ts'
import { ROLE_LABEL, RUN_LABEL } from './labels.ts'
import { removeContainer } from './removal.ts'

/** A container of ours that is to be made: it has a name, and stands in the ledger under it. */
export interface ClaimedContainer {
  readonly name: string
  /** By its name, so that it can be asked for before it exists. */
  readonly handle: Dockerode.Container
  /** What it has to carry. */
  readonly labels: Readonly<Record<string, string>>
  /** It exists now. */
  made(): void
  /** The end of the start that comes next, as `endOf` tells it. */
  nextEnd(): Promise<ContainerEnd>
  /** Ends and removes it with its volumes, where it exists; resolves when it is gone. Idempotent. */
  remove(): Promise<void>
}

export function claimContainer(
  client: Dockerode,
  { engine, role, ledger }: Pick<ContainerOptions, 'engine' | 'role' | 'ledger'>,
): ClaimedContainer {
  const name = `chartbench-${role}-${randomBytes(5).toString('hex')}`
  const claim = ledger.intend({ kind: 'container', engine: engine.address, name })
  const handle = client.getContainer(name)
  const removed = Promise.withResolvers<void>()
  return {
    name,
    handle,
    labels: { [RUN_LABEL]: ledger.runId, [ROLE_LABEL]: role },
    made: () => claim.made(),
    nextEnd: () => endOf(handle, removed.promise),
    async remove() {
      await removeContainer(handle)
      removed.resolve()
      claim.gone()
    },
  }
}
