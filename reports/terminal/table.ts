import { type Figure, figuresOf, shownOf } from '../figures.ts'
import type { Group } from '../groups.ts'
import type { Cell, Report } from '../model.ts'
import { leastN } from '../percentiles.ts'
import { whole } from '../units.ts'
import { bar, type Reach, reachOf, scaleOf } from './bar.ts'
import { marks, type Paint } from './paint.ts'
import { cut, padLeft, padRight, textWidth } from './width.ts'

const SHORTEST_NAME = 10
const SHORTEST_BAR = 6
/** A bar takes what room is left, up to this. */
const LONGEST_BAR = 40
/** From here on the header has room to say what a bar shows. */
const TELLING_BAR = 16

/** Figures from left to right, each with the two lines of its header; `room`: only where there is. */
const columns = [
  { key: 'p50', head: ['', 'p50'] },
  { key: 'p95', head: ['', 'p95'] },
  { key: 'last', head: ['last', 'chart'] },
  { key: 'bar', head: ['█ best', '░ lost'] },
  { key: 'efficiency', head: ['effi-', 'ciency'], room: true },
  { key: 'queries', head: ['queries', '/charts'] },
  { key: 'cpu', head: ['CPU per', 'chart'] },
  { key: 'memory', head: ['memory', '/user'] },
  { key: 'misroutes', head: ['mis-', 'routes'], room: true },
  { key: 'n', head: ['', 'n'], room: true },
] as const

type Key = (typeof columns)[number]['key']

interface Row {
  readonly cell: Cell
  readonly name: string
  readonly figures: Readonly<Record<Exclude<Key, 'bar'>, Figure>>
  readonly reach: Reach | undefined
}

/** How many columns of the terminal everything takes; a key that is not in `widths` is left out. */
interface Division {
  readonly name: number
  readonly widths: ReadonlyMap<Key, number>
}

/** The table of one group: a line for each strategy, not wider than `room` where names can give way. */
export function table(report: Report, group: Group, room: number, paint: Paint): string[] {
  const rows = group.cells.map((cell) => ({
    cell,
    name: `  ${cell.key.strategy}`,
    figures: figuresIn(report, cell),
    reach: reachOf(report, cell),
  }))
  const division = divide(rows, room)
  const scaleMs = scaleOf(rows.map(({ reach }) => reach))
  return [...heads(division, paint), ...rows.map((row) => lineOf(report, row, division, scaleMs, paint))]
}

/** The figures of a cell, as short as they can be read. */
function figuresIn(report: Report, cell: Cell): Row['figures'] {
  const { p95, ...figures } = figuresOf(report, cell)
  const { ttc } = shownOf(report, cell)
  const all = {
    ...figures,
    p95: ttc.n > 0 && ttc.p95 === null && p95.text !== '–' ? { ...p95, text: `n<${leastN.p95}` } : p95,
    n:
      figures.p50.text === '–'
        ? figures.p50
        : { ...figures.misroutes, text: whole(ttc.n), tone: 'plain' as const },
  }
  const short = Object.entries(all).map(([key, figure]) => [
    key,
    { ...figure, text: /\d/.test(figure.text) ? figure.text.replace(/[\s,]/g, '') : figure.text },
  ])
  return Object.fromEntries(short) as Row['figures']
}

function heads({ name, widths }: Division, paint: Paint): string[] {
  return [0, 1].map((line) => {
    const texts = columns.flatMap(({ key, head }) => {
      const width = widths.get(key)
      if (width === undefined) return []
      if (key !== 'bar') return [padLeft(head[line]!, width)]
      const telling = [`█ best possible`, `░ lost against it`]
      return [padRight(width > TELLING_BAR ? telling[line]! : head[line]!, width)]
    })
    return paint.dim(
      [padRight(line === 0 ? '' : '  strategy', name), ...texts, line === 0 ? '' : 'verdict']
        .join(' ')
        .trimEnd(),
    )
  })
}

function lineOf(report: Report, row: Row, { name, widths }: Division, scaleMs: number, paint: Paint): string {
  const { cell, figures, reach } = row
  const mark = report.strategies.find((strategy) => strategy.name === cell.key.strategy)?.mark ?? 'plus'
  const start = paint.mark(mark, marks[mark]) + padRight(cut(row.name, name), name).slice(1)
  const end = paint.verdict(cell.verdict, cell.verdict)
  if (cell.verdict === 'INVALID') {
    const width = [...widths.values()].reduce((sum, one) => sum + one + 1, -1)
    return [start, paint.dim('  not stated'.padEnd(width)), end].join(' ')
  }
  const texts = columns.flatMap(({ key }) => {
    const width = widths.get(key)
    if (width === undefined) return []
    if (key !== 'bar') return [tinted(figures[key], padLeft(figures[key].text, width), paint)]
    if (!reach) return [' '.repeat(width)]
    return [bar(reach, { scaleMs, width, solid: (text) => paint.mark(mark, text), lighter: paint.dim })]
  })
  return [start, ...texts, end].join(' ')
}

function tinted(figure: Figure, text: string, paint: Paint): string {
  if (figure.tone === 'bad') return paint.bad(text)
  return figure.tone === 'muted' ? paint.dim(text) : text
}

/**
 * As wide as the contents. Where all together are too wide the names give way; where there is room come the
 * efficiency, misroutes and n, and then a longer bar.
 */
function divide(rows: readonly Row[], room: number): Division {
  const counting = rows.filter(({ cell }) => cell.verdict !== 'INVALID')
  const natural = (key: Key, head: readonly string[]) =>
    key === 'bar'
      ? SHORTEST_BAR
      : Math.max(...[...head, ...counting.map(({ figures }) => figures[key].text)].map(textWidth))
  const hasBar = rows.some(({ reach }) => reach)
  const possible = columns.filter(({ key }) => key !== 'bar' || hasBar)
  const widths = new Map<Key, number>()
  for (const one of possible) if (!('room' in one)) widths.set(one.key, natural(one.key, one.head))
  let name = Math.max(SHORTEST_NAME, ...rows.map((row) => textWidth(row.name)))
  const verdict = Math.max('verdict'.length, ...rows.map(({ cell }) => cell.verdict.length))
  const spare = () => room - [name, ...widths.values(), verdict].reduce((sum, width) => sum + width + 1, -1)
  if (spare() < 0) name = Math.max(SHORTEST_NAME, name + spare())
  for (const one of possible.filter((one) => 'room' in one)) {
    const width = natural(one.key, one.head)
    if (spare() <= width) break
    widths.set(one.key, width)
  }
  if (hasBar) widths.set('bar', Math.min(LONGEST_BAR, SHORTEST_BAR + Math.max(0, spare())))
  return { name, widths }
}
