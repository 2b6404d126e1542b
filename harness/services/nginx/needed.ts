import type { Strategy } from '../../../strategies/contract.ts'
import type { ProviderName } from '../contract.ts'
import { chooseProvider } from '../index.ts'
import { findNginx } from './binary.ts'

/** The nginx that targets will start, for a run's record. */
export interface ChosenNginx {
  readonly provider: ProviderName
  readonly version: string
  /** Why this one, as `chooseProvider` says it. */
  readonly reason: string
}

/** Whether a strategy starts a reverse proxy. */
export function needsNginx(strategy: Strategy | undefined): boolean {
  return strategy?.needs?.includes('nginx') ?? false
}

/**
 * Which nginx the targets of these strategies will use; undefined where none of them needs one. `option` is
 * what `--provider` takes. Rejects with NO_PROVIDER (exit 3) where one is needed and cannot run here. Starts
 * nothing.
 */
export async function nginxFor(
  strategies: readonly { readonly strategy: Strategy | undefined }[],
  option = 'auto',
): Promise<ChosenNginx | undefined> {
  if (!strategies.some(({ strategy }) => needsNginx(strategy))) return undefined
  const { provider, reason } = await chooseProvider('nginx', option)
  return { provider: provider.name, version: findNginx().program?.version ?? 'unknown', reason }
}
