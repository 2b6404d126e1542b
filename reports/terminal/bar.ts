import { shownOf } from '../figures.ts'
import type { Cell, Report } from '../model.ts'

/** The last chart of a cell beside the best possible, ms. */
export interface Reach {
  readonly lastMs: number
  readonly bestMs: number
  /** Users gave up, so that the last would have come later still. */
  readonly more: boolean
}

/** How a bar is drawn: `scaleMs` is as long as `width`. */
export interface BarStyle {
  readonly scaleMs: number
  readonly width: number
  readonly solid: (text: string) => string
  readonly lighter: (text: string) => string
}

/** What a bar shows of a cell; undefined where there is no number to be trusted, or no floor. */
export function reachOf(report: Report, cell: Cell): Reach | undefined {
  if (cell.verdict !== 'VALID' && cell.verdict !== 'OVERLOADED') return undefined
  const { ttc, trials, lost } = shownOf(report, cell)
  const bestMs = (cell.physics ?? trials[0]?.physics)?.floorMs?.max
  if (ttc.max === null || bestMs === undefined) return undefined
  return { lastMs: ttc.max, bestMs, more: lost > 0 }
}

/** The longest time that bars of one table show: their common scale, ms. */
export function scaleOf(reaches: readonly (Reach | undefined)[]): number {
  return Math.max(0, ...reaches.map((reach) => reach?.lastMs ?? 0))
}

/**
 * `████░░`: solid what nothing can beat, lighter what was lost against it, `>` where users gave up. A loss of
 * more than a twentieth is to be seen however short the bar is.
 */
export function bar({ lastMs, bestMs, more }: Reach, { scaleMs, width, solid, lighter }: BarStyle): string {
  const lostMs = Math.max(0, lastMs - bestMs)
  const full = Math.max(1, Math.round((lastMs / scaleMs) * width))
  const visible = more || lostMs > lastMs / 20 ? 1 : 0
  const best = Math.max(1, Math.min(width - visible, Math.round((bestMs / scaleMs) * width)))
  const lost = Math.min(width - best, Math.max(visible, full - best))
  const loss = more ? `${'░'.repeat(Math.max(0, lost - 1))}>` : '░'.repeat(lost)
  return solid('█'.repeat(best)) + lighter(loss) + ' '.repeat(width - best - lost)
}
