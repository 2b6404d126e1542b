import type { ChosenNginx } from '../../services/nginx/needed.ts'
import { needsNginx } from '../../services/nginx/needed.ts'
import type { StrategyReference } from '../strategyReference.ts'
import type { Isolation } from './contract.ts'

/** The nginx that isolated targets start: that of their image, whatever this machine has; undefined where none does. */
export function isolatedNginx(
  { image, nginxVersion }: Isolation,
  strategies: readonly StrategyReference[],
): ChosenNginx | undefined {
  if (!strategies.some(({ strategy }) => needsNginx(strategy))) return undefined
  return {
    provider: 'local',
    version: nginxVersion ?? 'unknown',
    reason: `inside the containers of the targets, from ${image}`,
  }
}
