import type { QueryMode } from '../app/settings.ts'
import type { Capabilities } from '../contract.ts'
import { charts } from './charts.ts'
import type { ConformanceCheck } from './contract.ts'
import { core } from './core.ts'
import { database } from './database.ts'
import { death } from './death.ts'
import { drain } from './drain.ts'
import { embedding } from './embedding.ts'
import { frames } from './frames.ts'
import { interaction } from './interaction.ts'
import { leaving } from './leaving.ts'
import { limits } from './limits.ts'
import { longPoll } from './longPoll.ts'
import { misroute } from './misroute.ts'
import { page } from './page.ts'
import { parameters } from './parameters.ts'
import { pollRefusals } from './pollRefusals.ts'
import { reattach } from './reattach.ts'
import { reload } from './reload.ts'
import { rolesThatSuffer } from './roles.ts'
import { slots } from './slots.ts'
import { stopping } from './stopping.ts'
import { suspend } from './suspend.ts'
import { tokens } from './tokens.ts'

export { core }

/** Everything that a strategy must do, the gentle checks first and those that end processes last. */
export const suite: readonly ConformanceCheck[] = [
  ...core,
  ...page,
  ...charts,
  ...interaction,
  ...embedding,
  ...parameters,
  ...tokens,
  ...frames,
  ...misroute,
  ...slots,
  ...reattach,
  ...longPoll,
  ...pollRefusals,
  ...leaving,
  ...limits,
  ...database,
  ...suspend,
  ...reload,
  ...drain,
  ...death,
  ...stopping,
]

/** Whether a check is about what the strategy declares for this mode. */
export function applies(check: ConformanceCheck, capabilities: Capabilities, mode: QueryMode): boolean {
  const { needsResponsive, needsFault } = check
  if (needsResponsive && !capabilities.responsive[mode]) return false
  return needsFault === undefined || rolesThatSuffer(needsFault, { capabilities }).length > 0
}

/** The checks that apply to a strategy, by what it declares for the mode. */
export function suiteFor(capabilities: Capabilities, mode: QueryMode): readonly ConformanceCheck[] {
  return suite.filter((check) => applies(check, capabilities, mode))
}
