import { atMost, shownOf } from '../figures.ts'
import type { Group } from '../groups.ts'
import { type KeyFigure, keyFigureOf } from '../keyFigure.ts'
import { recommendationOf } from '../missing.ts'
import type { Cell, Report } from '../model.ts'
import { isJudged } from '../objectives.ts'
import { duration } from '../units.ts'
import { marks, type Paint } from './paint.ts'
import { cut, padLeft, padRight, textWidth } from './width.ts'
import { wrap } from './wrap.ts'

const SHORTEST_NAME = 10
/** ` ▸>30.0s █`: a sign, a figure, a shade. */
const COLUMN = 10
const FIGURE = 7

/** How near a figure is to the best possible, as a share of it, from the nearest down. */
const shades = [
  { least: 0.95, shade: '█' },
  { least: 0.75, shade: '▓' },
  { least: 0.5, shade: '▒' },
  { least: 0, shade: '░' },
] as const

/** One user count and query mode. */
interface Column {
  readonly group: Group
  readonly key: KeyFigure
}

/**
 * The whole run in one table, strategies × query mode × users: p95 or the last chart, how near that is to the best
 * possible, and which to use. Tables stand below each other where one would be too wide.
 */
export function matrixLines(report: Report, groups: readonly Group[], room: number, paint: Paint): string[] {
  const longest = Math.max(
    ...report.strategies.map(({ name }) => textWidth(name)),
    'best possible'.length - 2,
  )
  const name = Math.max(SHORTEST_NAME, Math.min(longest + 2, room - COLUMN))
  const most = Math.max(1, Math.floor((room - name) / COLUMN))
  const tables = [...new Set(groups.map(({ queryMode }) => queryMode))].flatMap((mode) => {
    const columns = groups
      .filter(({ queryMode }) => queryMode === mode)
      .sort((a, b) => a.users - b.users)
      .map((group) => ({ group, key: keyFigureOf(report, group.cells) }))
    return Array.from({ length: Math.ceil(columns.length / most) }, (_, i) =>
      columns.slice(i * most, (i + 1) * most),
    )
  })
  // Both modes side by side where there is room.
  const together = tables.flat().length <= most ? [tables.flat()] : tables
  const signs = legend(report, groups)
  return [
    paint.bold('Time to chart: p95, or the last chart where n is too small for a p95'),
    ...together.flatMap((columns) => tableOf(report, columns, name, paint)),
    ...(signs === '' ? [] : wrap(signs, room).map(paint.dim)),
  ]
}

function tableOf(report: Report, columns: readonly Column[], name: number, paint: Paint): string[] {
  const head = (text: (column: Column) => string) =>
    columns.map((column) => padRight(padLeft(text(column), FIGURE + 2), COLUMN)).join('')
  const several = new Set(report.cells.map(({ key }) => key.queryMode)).size > 1
  return [
    ...(several ? [paint.dim(`${padRight('', name)}${head(({ group }) => group.queryMode)}`.trimEnd())] : []),
    paint.dim(`${padRight('  users', name)}${head(({ group }) => `${group.users}`)}`.trimEnd()),
    paint.dim(`${padRight('', name)}${head(({ key }) => (key === 'p95' ? 'p95' : 'last'))}`.trimEnd()),
    ...report.strategies.map(({ name: strategy, mark }) => {
      const start = paint.mark(mark, marks[mark]) + padRight(cut(`  ${strategy}`, name), name).slice(1)
      return (start + columns.map((column) => cellText(report, column, strategy, paint)).join('')).trimEnd()
    }),
    ...bestLine(report, columns, name, paint),
  ]
}

function cellText(report: Report, { group, key }: Column, strategy: string, paint: Paint): string {
  const cell = group.cells.find((one) => one.key.strategy === strategy)
  if (!cell) return ' '.repeat(COLUMN)
  const recommendation = recommendationOf(report, group)
  const used = recommendation?.strategy === strategy
  const sign = used
    ? '▸'
    : recommendation?.ties?.includes(strategy)
      ? '='
      : cell.verdict === 'OVERLOADED'
        ? '!'
        : ' '
  const { text, share } = figureOf(report, cell, key)
  const shade = share === undefined ? ' ' : shades.find(({ least }) => share >= least)!.shade
  const padded = padLeft(sign + text, FIGURE + 2)
  const painted = used
    ? paint.bold(padded)
    : cell.verdict === 'VALID'
      ? padded
      : paint.verdict(cell.verdict, padded)
  return painted + (share === undefined ? shade : paint.heat(share, shade))
}

/** What stands for a cell, and the best possible as a share of it. */
function figureOf(report: Report, cell: Cell, key: KeyFigure): { text: string; share?: number } {
  if (cell.verdict === 'INTERRUPTED') return { text: '–' }
  if (!isJudged(cell)) return { text: cell.verdict }
  const { ttc, timeoutMs } = shownOf(report, cell)
  const ms = ttc[key]
  if (ms === null) return { text: '–' }
  const text = atMost(ms, timeoutMs).replace(/[\s,]/g, '')
  const best = bestOf(report, cell, key)
  return best === undefined ? { text } : { text, share: best / ms }
}

function bestOf(report: Report, cell: Cell, key: KeyFigure): number | undefined {
  return (cell.physics ?? shownOf(report, cell).trials[0]?.physics)?.floorMs?.[key]
}

function bestLine(report: Report, columns: readonly Column[], name: number, paint: Paint): string[] {
  const best = columns.map(({ group, key }) =>
    group.cells.map((cell) => bestOf(report, cell, key)).find((ms) => ms !== undefined),
  )
  if (best.every((ms) => ms === undefined)) return []
  const texts = best.map((ms) => {
    const text = ms === undefined ? '–' : duration(ms).replace(/[\s,]/g, '')
    return padRight(padLeft(text, FIGURE + 2), COLUMN)
  })
  return [paint.dim(`${padRight('  best possible', name)}${texts.join('')}`.trimEnd())]
}

/** Only the signs that occur. */
function legend(report: Report, groups: readonly Group[]): string {
  const advised = groups.flatMap((group) => recommendationOf(report, group) ?? [])
  const overloaded = report.cells.some(({ verdict }) => verdict === 'OVERLOADED')
  const shaded = report.cells.some((cell) => cell.physics?.floorMs)
  return [
    ...(advised.length > 0 ? ['▸\u00a0use'] : []),
    ...(advised.some(({ ties = [] }) => ties.length > 0)
      ? ['=\u00a0no difference to it that this run can show']
      : []),
    ...(overloaded ? ['!\u00a0OVERLOADED'] : []),
    ...(shaded ? ['█▓▒░\u00a0from near the best possible to twice as long and more'] : []),
  ].join(', ')
}
