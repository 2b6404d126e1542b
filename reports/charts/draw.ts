import { parse, View } from 'vega'
import { type Config, compile, type TopLevelSpec } from 'vega-lite'
import { escapeHtml } from '../markup.ts'
import { joinedLines, withoutNeedlessGroups } from './compactSvg.ts'
import type { Plot, Room } from './contract.ts'
import { compactPath } from './path.ts'

/** The room for labels is the same in every panel, so that the plots of a row line up. */
const LABELS: Room = { left: 26, right: 10, top: 5, bottom: 18 }

/** Below an axis without labels, px. */
const UNLABELLED = 6

const config: Config = {
  background: 'transparent',
  aria: false,
  font: 'inherit',
  view: { stroke: null },
  axis: {
    title: null,
    labelFont: 'inherit',
    labelFontSize: 11,
    labelColor: 'var(--ink3)',
    gridColor: 'var(--grid)',
    domainColor: 'var(--strong)',
    tickColor: 'var(--strong)',
    labelPadding: 4,
    tickSize: 4,
    labelOverlap: false,
    labelBound: false,
    labelFlush: false,
  },
  axisY: { domain: false, ticks: false },
}

/** Of a whole picture, labels included, px. */
export interface Size {
  readonly width: number
  readonly height: number
}

/**
 * Draws a plot with Vega as an SVG of the class `plot` and `name`. Its colours are custom properties, so that one
 * picture serves both colour schemes. `unlabelled` leaves the labels below its axis, and their room, away.
 */
export async function draw(plot: Plot, size: Size, name: string, unlabelled = false): Promise<string> {
  const room = { ...LABELS, ...plot.room, ...(unlabelled ? { bottom: UNLABELLED } : {}) }
  // Vega-Lite's types of layers are too deep to be built up from parts; it checks them itself.
  const spec = {
    layer: plot.layers,
    width: size.width - room.left - room.right,
    height: size.height - room.top - room.bottom,
    padding: room,
    autosize: { type: 'none' },
    config: unlabelled ? { ...config, axisX: { labels: false, ticks: false } } : config,
  } as unknown as TopLevelSpec
  const view = new View(parse(compile(spec).spec), { renderer: 'none' })
  try {
    return labelled(await view.toSVG(), name, plot.alternative)
  } finally {
    view.finalize()
  }
}

/** One picture with one description, instead of a tree of nameless groups; and small. */
function labelled(svg: string, name: string, alternative: string): string {
  const small = svg
    .replace(
      / (aria-hidden|aria-roledescription|role|xmlns|xmlns:xlink|version|pointer-events|font-family)="[^"]*"/g,
      '',
    )
    // Labels of an axis that would overlap are made invisible.
    .replace(/<text [^>]* opacity="0"[^>]*>[^<]*<\/text>/g, '')
    .replace(/ opacity="1"/g, '')
    .replace(/<path class="(foreground|background)"[^>]*\/>/g, '')
    .replace(/ class="(mark|role)-[^"]*"/g, '')
    .replace(/\d+\.\d{3,}/g, (digits) => String(Number(Number(digits).toFixed(2))))
    .replace(/ d="([^"]*)"/g, (_, d: string) => ` d="${compactPath(d)}"`)
    // Bars of one colour become one path: there are hundreds of them.
    .replace(
      /(?:<path d="[^"]*" fill="([^"]*)"\/>)(?:<path d="[^"]*" fill="\1"\/>)+/g,
      (paths, fill: string) => {
        const d = [...paths.matchAll(/ d="([^"]*)"/g)].map((match) => match[1]).join('')
        return `<path d="${d}" fill="${fill}"/>`
      },
    )
  return joinedLines(withoutNeedlessGroups(small)).replace(
    /^<svg class="marks" width="\d+" height="\d+"/,
    () => `<svg class="plot ${name}" role="img" aria-label="${escapeHtml(alternative)}"`,
  )
}
