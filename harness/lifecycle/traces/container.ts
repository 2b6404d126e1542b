import { RUN_LABEL } from '../../containers/labels.ts'
import type { LedgerContent, OpenEntry } from '../ledgerFile.ts'
import type { Trace } from './contract.ts'

/** A container by its name, where it carries the label of this run: another one of that name is not ours. */
export async function findContainer(
  { entry }: OpenEntry,
  { runId }: LedgerContent,
): Promise<Trace | undefined> {
  if (entry.kind !== 'container') return undefined
  // Loaded here, since most runs have none.
  const [{ clientOf }, { removeContainer }] = await Promise.all([
    import('../../containers/library.ts'),
    import('../../containers/container.ts'),
  ])
  const client = await clientOf({ address: entry.engine })
  const handle = client.getContainer(entry.name)
  const labels = await labelsOf(handle)
  if (labels?.[RUN_LABEL] !== runId) return undefined
  return {
    entry,
    what: `container ${entry.name}`,
    end: () => removeContainer(handle),
  }
}

interface Inspected {
  inspect(): Promise<{ Config: { Labels: Record<string, string> } }>
}

async function labelsOf(handle: Inspected): Promise<Record<string, string> | undefined> {
  try {
    return (await handle.inspect()).Config.Labels
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined
    throw error
  }
}
