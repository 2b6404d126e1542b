import type { Strategy } from '../../../strategies/contract.ts'
import type { ProviderName, ServiceContainer, ServiceContext } from '../contract.ts'
import { type Choice, chooseProvider } from '../index.ts'

/** The nginx that targets will start, for a run's record. */
export interface ChosenNginx {
  readonly provider: ProviderName
  readonly version: string
  /** Why this one, as `chooseProvider` says it. */
  readonly reason: string
  /** In what it runs; absent where in no container. */
  readonly container?: ServiceContainer
}

/** Whether a strategy starts a reverse proxy. */
export function needsNginx(strategy: Strategy | undefined): boolean {
  return strategy?.needs?.includes('nginx') ?? false
}

/**
 * The provider of the nginx that the targets of these strategies will start; undefined where none of them needs
 * one. `option` is what `--provider` takes. Rejects with NO_PROVIDER (exit 3) where one is needed and cannot run
 * here. Starts and fetches nothing.
 */
export async function chooseNginx(
  strategies: readonly { readonly strategy: Strategy | undefined }[],
  option: string,
): Promise<Choice<'nginx'> | undefined> {
  return strategies.some(({ strategy }) => needsNginx(strategy)) ? chooseProvider('nginx', option) : undefined
}

/** Chooses it, and fetches what it lacks: targets fetch nothing themselves. */
export async function fetchNginx(
  strategies: readonly { readonly strategy: Strategy | undefined }[],
  option: string,
  context: Pick<ServiceContext, 'progress' | 'signal'>,
): Promise<Choice<'nginx'> | undefined> {
  const choice = await chooseNginx(strategies, option)
  await choice?.provider.fetch?.(context)
  return choice
}

/** The same, for a run's record. */
export async function nginxFor(
  ...parameters: Parameters<typeof fetchNginx>
): Promise<ChosenNginx | undefined> {
  const choice = await fetchNginx(...parameters)
  if (!choice) return undefined
  const { provider, reason } = choice
  const container = await provider.container?.()
  return {
    provider: provider.name,
    version: (await provider.version()) ?? 'unknown',
    reason,
    ...(container && { container }),
  }
}
