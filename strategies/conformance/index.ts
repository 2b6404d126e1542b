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
import { reattach } from './reattach.ts'
import { reload } from './reload.ts'
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
  ...leaving,
  ...limits,
  ...database,
  ...suspend,
  ...reload,
  ...drain,
  ...death,
  ...stopping,
]

/** What remains where a loop is blocked by its own queries, and can tell its sockets nothing meanwhile. */
export const blockingSuite: readonly ConformanceCheck[] = suite.filter(
  ({ needsResponsive }) => needsResponsive !== true,
)

/** The checks that apply to a strategy, by what it declares for the mode. */
export function suiteFor({ responsive }: Capabilities, mode: QueryMode): readonly ConformanceCheck[] {
  return responsive[mode] ? suite : blockingSuite
}
