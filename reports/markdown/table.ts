import { type Figure, figuresOf, shownOf } from '../figures.ts'
import type { Group } from '../groups.ts'
import type { Cell, Report } from '../model.ts'
import { marks } from '../terminal/paint.ts'
import { trialsOf } from '../words.ts'
import { escapeMarkdown } from './escape.ts'

/** The most rows of a table. */
const MOST_ROWS = 40

/** What `~` means, to stand under the tables wherever one of them has it. */
export const UNSURE =
  '`~` before a figure: unsure. It comes from one trial, so that nothing is known of its noise; or it is CPU time that the ticks of the clock tell no better.'

/**
 * The strategies of a group, a row each. A figure has `~` before it where it is unsure: in every column but the
 * verdict where its cell has a single trial, and where CPU time is coarse (costs.ts). What is a bound already
 * (`> 45 s`) has none.
 */
export function tableOf(report: Report, group: Group): string {
  const rows = group.cells.slice(0, MOST_ROWS).map((cell) => rowOf(report, cell))
  const left = group.cells.length - rows.length
  return [
    '| strategy | p50 | p95 | slowest | efficiency | CPU per chart | memory per user | verdict |',
    '|---|--:|--:|--:|--:|--:|--:|---|',
    ...rows,
    ...(left > 0 ? [`| … and ${left} more | | | | | | | |`] : []),
  ].join('\n')
}

function rowOf(report: Report, cell: Cell): string {
  const { p50, p95, last, efficiency, cpu, memory } = figuresOf(report, cell)
  const { trials } = shownOf(report, cell)
  const unsure = ({ text }: Figure) => bound(trials.length < 2 ? withTilde(text) : text)
  const strategy = report.strategies.find(({ name }) => name === cell.key.strategy)
  const values = [
    `${marks[strategy?.mark ?? 'plus']} ${escapeMarkdown(cell.key.strategy, 100)}`,
    ...[p50, p95, last, efficiency, cpu, memory].map(unsure),
    `${cell.verdict === 'VALID' ? 'VALID' : `**${cell.verdict}**`}, ${trialsOf(report, cell)}`,
  ]
  return `| ${values.join(' | ')} |`
}

function withTilde(text: string): string {
  return /^\d/.test(text) ? `~${text}` : text
}

/** `> 45 s` and `< 12.5 ms`, in which the first character would be read as markup by some. */
function bound(text: string): string {
  return text.replace(/^</, '&lt;').replace(/^>/, '&gt;')
}
