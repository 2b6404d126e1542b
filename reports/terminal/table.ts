import { type Figure, figuresOf, shownOf } from '../figures.ts'
import type { Group } from '../groups.ts'
import type { Report } from '../model.ts'
import { marks, type Paint } from './paint.ts'

const header = [
  ['', 'strategy'],
  ['', 'p50'],
  ['', 'p95'],
  ['last', 'chart'],
  ['effi-', 'ciency'],
  ['queries', '/charts'],
  ['CPU per', 'chart'],
  ['memory', '/user'],
  ['', 'verdict'],
] as const

const NAME_COLUMN = 0
const VERDICT_COLUMN = header.length - 1

/** The table of one group: a line for each strategy, not wider than `columns`. */
export function table(report: Report, group: Group, columns: number, paint: Paint): string[] {
  const rows = group.cells.map((cell) => {
    const figures = figuresOf(report, cell)
    const { ttc } = shownOf(report, cell)
    const stated = cell.verdict !== 'INVALID' && ttc.n > 0
    const p95 = stated && ttc.p95 === null ? { ...figures.p95, text: 'n < 59' } : figures.p95
    const cells = [figures.p50, p95, figures.last, figures.efficiency, figures.queries, figures.cpu, figures.memory]
    const strategy = report.strategies.find(({ name }) => name === cell.key.strategy)
    return { cell, mark: strategy?.mark ?? 'plus', figures: cell.verdict === 'INVALID' ? notStated(cells) : cells }
  })
  const texts = rows.map(({ cell, figures }) => [
    `  ${cell.key.strategy}`,
    ...figures.map(({ text }) => narrow(text)),
    cell.verdict,
  ])
  const widths = widthsOf(texts, columns)
  const align = (text: string, column: number) =>
    column === NAME_COLUMN
      ? shorten(text, widths[column]!).padEnd(widths[column]!)
      : column === VERDICT_COLUMN
        ? text
        : text.padStart(widths[column]!)
  const heads = [0, 1].map((line) =>
    paint.dim(
      header
        .map((head, column) => align(column === NAME_COLUMN && line === 1 ? `  ${head[line]}` : head[line]!, column))
        .join(' ')
        .trimEnd(),
    ),
  )
  const lines = rows.map(({ cell, mark, figures }, row) =>
    texts[row]!.map((text, column) => {
      const aligned = align(text, column)
      if (column === NAME_COLUMN) return paint.mark(mark, marks[mark]) + aligned.slice(1)
      if (column === VERDICT_COLUMN) return paint.verdict(cell.verdict, aligned)
      return tinted(figures[column - 1]!, aligned, paint)
    }).join(' '),
  )
  return [...heads, ...lines]
}

/** The words stand once in the row, where there is room for them. */
function notStated(figures: readonly Figure[]): Figure[] {
  return figures.map((figure, column) => ({ ...figure, text: column === 0 ? 'not stated' : '' }))
}

function tinted(figure: Figure, text: string, paint: Paint): string {
  if (figure.tone === 'bad') return paint.bad(text)
  return figure.tone === 'muted' ? paint.dim(text) : text
}

/** `> 45.0 s` in as few columns as can be read: `>45.0s`. */
function narrow(text: string): string {
  return /\d/.test(text) && !text.startsWith('n ') ? text.replace(/[\s,]/g, '') : text.replace(/ (?=\d)|(?<=n) /g, '')
}

/** As wide as the contents; where all together are too wide, the names give way. */
function widthsOf(texts: readonly (readonly string[])[], columns: number): number[] {
  const widths = header.map((head, column) =>
    Math.max(...head.map((text) => text.length), ...texts.map((row) => row[column]!.length)),
  )
  const excess = widths.reduce((sum, width) => sum + width + 1, -1) - columns
  if (excess > 0) widths[NAME_COLUMN] = Math.max(10, widths[NAME_COLUMN]! - excess)
  return widths
}

function shorten(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text
}
