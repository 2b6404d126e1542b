/// <reference lib="dom" />
import { element, shape } from '../dom.ts'
import type { Lane } from './lanes.ts'
import { durationOf } from './session.ts'

/** Width of a lane in its own units; it is stretched to the page's. */
const LANE = 1_000

/** Round steps from 0 to a little beyond `end`, four to seven of them. */
export function ticksOf(end: number): number[] {
  const power = 10 ** Math.floor(Math.log10(Math.max(end, 1) / 6))
  const step = ([1, 2, 2.5, 5].find((factor) => factor * power >= end / 6) ?? 10) * power
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step)
}

function swatch(color: string): SVGElement {
  const svg = shape('svg', { viewBox: '0 0 10 10', 'aria-hidden': 'true' })
  svg.append(shape('rect', { width: 10, height: 10, rx: 2, fill: `var(${color})` }))
  return svg
}

/** A lane: who, its pieces on the axis from 0 to `end`, and each piece in words. */
export function laneOf({ who, pieces, missing }: Lane, end: number, ticks: readonly number[]): HTMLElement {
  const x = (us: number) => ((us / end) * LANE).toFixed(2)
  const bar = shape('svg', {
    class: 'lane',
    viewBox: `0 0 ${LANE} 16`,
    preserveAspectRatio: 'none',
    'aria-hidden': 'true',
  })
  for (const tick of ticks)
    bar.append(
      shape('path', { d: `M${x(tick)} 0V16`, stroke: 'var(--line)', 'vector-effect': 'non-scaling-stroke' }),
    )
  for (const { color, from, to } of pieces) {
    const width = Math.max(((to - from) / end) * LANE, 1)
    bar.append(
      shape('rect', { x: x(from), y: 2, width: width.toFixed(2), height: 12, fill: `var(${color})` }),
    )
  }
  const parts = pieces.map(({ label, color, from, to }) =>
    element('li', '', swatch(color), `${label} `, element('b', '', durationOf(to - from))),
  )
  const list = element('ul', '', ...parts)
  if (parts.length === 0) list.append(element('li', 'muted', missing))
  return element('div', 'who', element('span', 'name', who), bar, list)
}

/** The labels of the axis below the lanes. */
export function axisOf(end: number, ticks: readonly number[]): HTMLElement {
  const axis = element('div', 'ticks')
  axis.setAttribute('aria-hidden', 'true')
  for (const tick of ticks) {
    const text = durationOf(tick)
      .replace(/(\.\d*?)0+(?=\u00a0)/, '$1')
      .replace('.\u00a0', '\u00a0')
    const label = element('span', '', tick === 0 ? '0' : text)
    label.style.left = `${((tick / end) * 100).toFixed(2)}%`
    axis.append(label)
  }
  return axis
}
