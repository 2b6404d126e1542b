import { greatest, smallest } from '../extremes.ts'
import { counted, duration, listed, percent } from '../units.ts'
import type { Prose } from './contract.ts'
import type { CellView, GroupViews } from './view.ts'

/** Of the causes of one kind of queries, at most so many are told. */
const TOLD = 2

interface Cause {
  /** The greater, the more time it costs as a rule. */
  readonly weight: number
  /** A clause with its cause in bold. */
  readonly text: Prose
}

/**
 * Where the time of the most users is lost: a sentence for each kind of queries in which a rule applies, or
 * nothing. The weightiest of all causes is bold.
 */
export function findings(groups: readonly GroupViews[]): Prose {
  const most = greatest(
    groups.map(({ group }) => group.users),
    0,
  )
  const said = new Set<Prose>()
  const found = groups
    .filter(({ group }) => group.users === most)
    .map(({ group, views }) => {
      const causes = causesOf(views.filter(({ plotted }) => plotted)).filter(({ text }) => !said.has(text))
      for (const { text } of causes) said.add(text)
      return { group, causes: causes.slice(0, TOLD) }
    })
  const weightiest = greatest(
    found.flatMap(({ causes }) => causes.map(({ weight }) => weight)),
    0,
  )
  let bold = true
  return found
    .filter(({ causes }) => causes.length > 0)
    .map(({ group, causes }) => {
      const clauses = causes.map(({ weight, text }) => {
        if (!bold || weight < weightiest) return text.replaceAll('**', '')
        bold = false
        return text
      })
      return `With ${group.queryMode} queries ${clauses.join('; ')}.`
    })
    .join(' ')
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

/** The weightiest first. */
function causesOf(views: readonly CellView[]): Cause[] {
  const causes: Cause[] = []
  const names = (those: readonly CellView[]) => listed(those.map(({ strategy }) => strategy.name))
  const blocked = views.filter(stoodStill)
  const others = views.filter((view) => !blocked.includes(view))
  if (blocked.length > 0) {
    const longest = greatest(
      blocked.flatMap(({ shown }) => shown.trials.map((trial) => trial.resources?.loopDelayMs ?? 0)),
      0,
    )
    causes.push({
      weight: 3,
      text: `**a serving loop of ${names(blocked)} stood still for up to ${duration(longest)}**`,
    })
  }
  const divided = others.filter(
    (view) => (view.shown.trials[0]?.connections.slots.length ?? 0) > 1 && loses(view),
  )
  if (divided.length > 0) {
    const several = divided.length > 1
    const share = smallest(
      divided.map(({ cell }) => cell.physics?.efficiency ?? 1),
      1,
    )
    causes.push({
      weight: 2,
      text: `${names(divided)} **${several ? 'divide' : 'divides'} the connections over workers** and ${several ? 'reach' : 'reaches'} ${percent(share)}${several ? ' or more' : ''} of what is possible`,
    })
  }
  const fewer = others.filter(
    ({ cell, shown }) =>
      slotsOf(shown) < (shown.trials[0]?.connections.budget ?? 0) && (cell.physics?.atBest ?? 1) < 0.995,
  )
  if (fewer.length > 0) {
    const { budget = 0 } = fewer[0]!.shown.trials[0]?.connections ?? {}
    causes.push({
      weight: 1,
      text: `${names(fewer)} ${fewer.length === 1 ? 'has' : 'have'} **fewer than the ${counted(budget, 'connection')} for slow queries**`,
    })
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

/** Whether charts come later than they could, and most of that is waiting and not the server's own work. */
function loses({ cell }: CellView): boolean {
  const efficiency = cell.physics?.efficiency ?? 1
  const lostMs = (cell.ttcMs.mean ?? 0) * (1 - efficiency)
  return efficiency < 0.97 && (cell.overheadMs.mean ?? 0) < lostMs / 2
}
