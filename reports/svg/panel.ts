import type { ChartPanel, Plot, PlotMissing } from '../charts/contract.ts'
import { draw, type Size } from '../charts/draw.ts'
import { markPath } from '../charts/marks.ts'
import { light } from '../look/tokens.ts'
import { legalXml } from '../xml.ts'
import { type Colors, painted } from './colors.ts'
import { linesOf, shortened, type TextStyle, textAt, widthOf } from './text.ts'

/** Of the line with name and note above a plot, px. */
const HEADER = 25

const NAME: TextStyle = { size: 13.5, weight: 650, fill: light.ink }
const NOTE: TextStyle = { size: 12.5, fill: light.ink3, anchor: 'end' }
const BAD_NOTE: TextStyle = { ...NOTE, weight: 650, fill: light.bad }
const WHY: TextStyle = { size: 12.5, fill: light.ink2 }
const LINE = 18

/** The room that the panels of a figure need above their plots, px: panels of several strategies have no name. */
export function headerOf(panels: readonly ChartPanel[]): number {
  return panels.some(({ strategy, note }) => strategy || note?.text) ? HEADER : 0
}

/** A panel with its header, at its place; `size` is that of the plot. */
export async function panelAt(
  x: number,
  y: number,
  size: Size,
  panel: ChartPanel,
  colors: Colors,
): Promise<string> {
  const { plot } = panel
  const picture = 'layers' in plot ? painted(await pictureOf(plot, size), colors) : missing(plot, size)
  return `<g transform="translate(${x} ${y})">${header(panel, size.width, colors)}<g transform="translate(0 ${headerOf([panel])})">${picture}</g></g>`
}

function header({ strategy, note }: ChartPanel, width: number, colors: Colors): string {
  const style = note?.bad ? BAD_NOTE : NOTE
  const right = note?.text ? textAt(width, 13, note.text, style) : ''
  if (!strategy) return right
  const room = width - 18 - (note?.text ? widthOf(note.text, style) + 8 : 0)
  const mark = `<path transform="translate(6 8.5) scale(5.5)" d="${markPath(strategy.mark)}" fill="${colors('c')}"/>`
  return `${mark}${textAt(18, 13, shortened(strategy.name, NAME, room), NAME)}${right}`
}

/** The drawing with a size of its own, so that it can stand within another. */
async function pictureOf(plot: Plot, size: Size): Promise<string> {
  const svg = legalXml(await draw(plot, size, 'slide'))
  return withHalos(svg).replace(
    /^<svg class="[^"]*"/,
    `<svg width="${size.width}" height="${size.height}" overflow="visible"`,
  )
}

/** Outlined text once as outline and once as text: that an outline is painted first is CSS that few others know. */
function withHalos(svg: string): string {
  return svg.replace(/<text[^>]* stroke="[^>]*>.*?<\/text>/g, (text) => {
    return text + text.replace(/ stroke(-[a-z]+)?="[^"]*"/g, '')
  })
}

/** Why there is no plot, in its place. */
function missing({ verdict, reason }: PlotMissing, { width, height }: Size): string {
  const text = reason.replaceAll('`', '').replaceAll('**', '')
  const most = Math.max(1, Math.floor((height - 50) / LINE))
  const lines = linesOf(text, WHY, width - 32, most)
  return `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="none" stroke="${light.strong}" stroke-dasharray="4 3"/>${textAt(16, 28, verdict, { ...WHY, weight: 650, fill: light.ink })}${lines.map((line, i) => textAt(16, 28 + LINE * (i + 1), line, WHY)).join('')}`
}
