import { statSync } from 'node:fs'
import { setTimeout as after } from 'node:timers/promises'
import { askFound, EngineRefusal } from '../../containers/engineRequest.ts'
import { RUN_LABEL } from '../../containers/labels.ts'
import { messageOf } from '../../errors.ts'
import type { LedgerContent, OpenEntry } from '../ledgerFile.ts'
import type { Trace } from './contract.ts'

/** An engine carries out what it was asked for, even where whoever asked was killed meanwhile. */
const CREATION_MS = 2_000
const LOOK_AGAIN_MS = 50

/**
 * A container by its name, where it carries the label of this run: another one of that name is not ours.
 * Rejects where its engine does not answer.
 */
export async function findContainer(
  { entry }: OpenEntry,
  { runId, path }: LedgerContent,
): Promise<Trace | undefined> {
  if (entry.kind !== 'container') return undefined
  const { engine, name } = entry
  while ((await runOf(engine, name)) !== runId) {
    if (age(path) > CREATION_MS) return undefined
    await after(LOOK_AGAIN_MS)
  }
  return {
    entry,
    what: `container ${name}`,
    async end() {
      // Loaded here, since most runs have none.
      const [{ clientOf }, { removeContainer }] = await Promise.all([
        import('../../containers/library.ts'),
        import('../../containers/removal.ts'),
      ])
      await removeContainer((await clientOf({ address: engine })).getContainer(name))
    },
  }
}

/** The run that a container says it belongs to; undefined where there is no container of this name. */
async function runOf(address: string, name: string): Promise<string | null | undefined> {
  try {
    const { Config } = await askFound<{ Config: { Labels: Record<string, string> | null } }>(
      { address },
      `/containers/${encodeURIComponent(name)}/json`,
    )
    return Config.Labels?.[RUN_LABEL] ?? null
  } catch (error) {
    if (error instanceof EngineRefusal && error.statusCode === 404) return undefined
    throw new Error(`its engine, ${address}, does not answer: ${messageOf(error)}`, { cause: error })
  }
}

/** How long ago anything was written down. */
function age(ledger: string): number {
  const written = statSync(ledger, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return Date.now() - written
}
