import { type Figure, figuresOf, shownOf } from '../figures.ts'
import type { Group } from '../groups.ts'
import type { Cell, Report } from '../model.ts'
import { marks, type Paint } from './paint.ts'

/** Two lines each; strategy first, verdict last. */
const header = [
  ['', '  strategy'],
  ['', 'p50'],
  ['', 'p95'],
  ['last', 'chart'],
  ['effi-', 'ciency'],
  ['queries', '/charts'],
  ['CPU per', 'chart'],
  ['memory', '/user'],
  ['', 'verdict'],
] as const

const VERDICT_COLUMN = header.length - 1
const SHORTEST_NAME = 10

interface Row {
  readonly cell: Cell
  readonly name: string
  readonly figures: readonly Figure[]
}

/** The table of one group: a line for each strategy, not wider than `columns` where names can give way. */
export function table(report: Report, group: Group, columns: number, paint: Paint): string[] {
  const rows = group.cells.map((cell) => ({
    cell,
    name: `  ${cell.key.strategy}`,
    figures: figuresIn(report, cell),
  }))
  const widths = widthsOf(rows, columns)
  const heads = [0, 1].map((line) => {
    const [name, ...others] = header.map((head) => head[line]!)
    const aligned = others.map((text, i) => (i === VERDICT_COLUMN - 1 ? text : text.padStart(widths[i + 1]!)))
    return paint.dim([name!.padEnd(widths[0]!), ...aligned].join(' ').trimEnd())
  })
  return [...heads, ...rows.map((row) => line(report, row, widths, paint))]
}

/** The figures of a cell in the order of the columns, as short as they can be read. */
function figuresIn(report: Report, cell: Cell): Figure[] {
  const { p50, p95, last, efficiency, queries, cpu, memory } = figuresOf(report, cell)
  const { ttc } = shownOf(report, cell)
  const tooSmall = ttc.n > 0 && ttc.p95 === null ? { ...p95, text: 'n<59' } : p95
  return [p50, tooSmall, last, efficiency, queries, cpu, memory].map((figure) => ({
    ...figure,
    text: /\d/.test(figure.text) ? figure.text.replace(/[\s,]/g, '') : figure.text,
  }))
}

function line(report: Report, { cell, name, figures }: Row, widths: readonly number[], paint: Paint): string {
  const mark = report.strategies.find((strategy) => strategy.name === cell.key.strategy)?.mark ?? 'plus'
  const [nameWidth = 0, ...others] = widths
  const start = paint.mark(mark, marks[mark]) + shorten(name, nameWidth).padEnd(nameWidth).slice(1)
  const end = paint.verdict(cell.verdict, cell.verdict)
  if (cell.verdict === 'INVALID') {
    const width = others.slice(0, -1).reduce((sum, one) => sum + one + 1, -1)
    return [start, paint.dim('  not stated'.padEnd(width)), end].join(' ')
  }
  return [
    start,
    ...figures.map((figure, i) => tinted(figure, figure.text.padStart(others[i]!), paint)),
    end,
  ].join(' ')
}

function tinted(figure: Figure, text: string, paint: Paint): string {
  if (figure.tone === 'bad') return paint.bad(text)
  return figure.tone === 'muted' ? paint.dim(text) : text
}

/** As wide as the contents; where all together are too wide, the names give way. */
function widthsOf(rows: readonly Row[], columns: number): number[] {
  const counting = rows.filter(({ cell }) => cell.verdict !== 'INVALID')
  const widths = header.map((head, column) => {
    const texts =
      column === 0
        ? rows.map(({ name }) => name)
        : column === VERDICT_COLUMN
          ? rows.map(({ cell }) => cell.verdict)
          : counting.map(({ figures }) => figures[column - 1]!.text)
    return Math.max(...head.map((text) => text.length), ...texts.map((text) => text.length))
  })
  const excess = widths.reduce((sum, width) => sum + width + 1, -1) - columns
  if (excess > 0) widths[0] = Math.max(SHORTEST_NAME, widths[0]! - excess)
  return widths
}

function shorten(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text
}
