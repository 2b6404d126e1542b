import type { Group } from '../groups.ts'
import { counted, duration, listed, percent } from '../units.ts'
import type { Prose } from './contract.ts'
import type { CellView, GroupViews } from './view.ts'

/** Where the time of the most users is lost: a cause for each rule that applies, or nothing. */
export function findings(groups: readonly GroupViews[]): Prose {
  const most = Math.max(...groups.map(({ group }) => group.users))
  const causes = groups
    .filter(({ group }) => group.users === most)
    .flatMap(({ group, views }) =>
      causesOf(
        group,
        views.filter(({ plotted }) => plotted),
      ),
    )
  return [...new Set(causes)].join(' ')
}

/** One sentence on how far the strategies of a group are apart. */
export function spread({ group, views }: GroupViews): string {
  const stated = views.filter(({ cell, shown }) => cell.verdict === 'VALID' && shown.ttc.max !== null)
  if (stated.length === 0) return `With ${group.queryMode} queries no strategy has a figure that counts.`
  const sorted = stated.toSorted((a, b) => a.shown.ttc.max! - b.shown.ttc.max!)
  const [best, worst] = [sorted[0]!, sorted.at(-1)!]
  const name = (view: CellView) => `${duration(view.shown.ttc.max!)} (${view.strategy.name})`
  const floorMs = best.cell.physics?.floorMs
  const floor = floorMs ? `; best possible is ${duration(floorMs.max)}` : ''
  const others = views.length - stated.length
  return `With ${group.queryMode} queries the slowest chart took ${
    duration(best.shown.ttc.max!) === duration(worst.shown.ttc.max!)
      ? duration(best.shown.ttc.max!)
      : `${name(best)} to ${name(worst)}`
  }${floor}.${others > 0 ? ` ${others} of ${views.length} strategies ${others === 1 ? 'has' : 'have'} none that counts.` : ''}`
}

function causesOf(group: Group, views: readonly CellView[]): Prose[] {
  const causes: Prose[] = []
  const names = (those: readonly CellView[]) => listed(those.map(({ strategy }) => strategy.name))
  const blocked = views.filter(stoodStill)
  if (blocked.length > 0) {
    const longest = Math.max(
      ...blocked.flatMap(({ shown }) => shown.trials.map((t) => t.resources?.loopDelayMs ?? 0)),
    )
    causes.push(
      `With ${group.queryMode} queries **a serving loop of ${names(blocked)} stood still for up to ${duration(longest)}**.`,
    )
  }
  const fewer = views
    .filter((view) => !blocked.includes(view))
    .filter(({ shown }) => slotsOf(shown) < (shown.trials[0]?.connections.budget ?? 0))
  if (fewer.length > 0) {
    const { budget = 0 } = fewer[0]!.shown.trials[0]?.connections ?? {}
    causes.push(
      `Of the ${counted(budget, 'connection')}, ${names(fewer)} ${fewer.length === 1 ? 'has' : 'have'} **fewer left for slow queries**.`,
    )
  }
  const divided = views.filter(
    (view) =>
      !blocked.includes(view) && (view.shown.trials[0]?.connections.slots.length ?? 0) > 1 && loses(view),
  )
  if (divided.length > 0) {
    const share = Math.min(...divided.map(({ cell }) => cell.physics?.efficiency ?? 1))
    causes.push(
      `With ${group.queryMode} queries ${names(divided)} **${divided.length > 1 ? 'divide' : 'divides'} the connections over workers**, and ${divided.length > 1 ? 'reach' : 'reaches'} ${percent(share)}${divided.length > 1 ? ' or more' : ''} of what is possible.`,
    )
  }
  return causes
}

/**
 * Whether a loop that serves several users stood still for as long as half a query: then it waited for one. Where
 * each user has a loop alone, nobody else noticed.
 */
function stoodStill({ cell, shown, strategy }: CellView): boolean {
  const { responsive } = (strategy.capabilities ?? {}) as { responsive?: Record<string, boolean> }
  if (responsive?.[cell.key.queryMode]) return false
  const queryMs = cell.queryMs.p50 ?? cell.queryMs.mean ?? 1_000
  return shown.trials.some((trial) => (trial.resources?.loopDelayMs ?? 0) > Math.max(100, queryMs / 2))
}

function slotsOf({ trials }: CellView['shown']): number {
  const slots = trials[0]?.connections.slots ?? []
  // A strategy that says nothing of its slots is not accused.
  return slots.length === 0 ? Number.POSITIVE_INFINITY : slots.reduce((sum, one) => sum + one, 0)
}

function loses({ cell }: CellView): boolean {
  return (cell.physics?.efficiency ?? 1) < 0.97
}
