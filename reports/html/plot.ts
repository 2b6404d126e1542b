import { parse, View } from 'vega'
import { type Config, compile, type TopLevelSpec } from 'vega-lite'
import { escapeHtml, Markup } from './markup.ts'

/** A chart for one panel. */
export interface Plot {
  /** What the picture shows, for those who do not see it. */
  readonly alternative: string
  /** Layers of a Vega-Lite spec; size, padding and configuration come from here. */
  readonly layers: readonly object[]
}

/** The room for labels is the same in every panel, so that the plots of a row line up. */
const LABELS = { left: 26, right: 10, top: 5, bottom: 18 }

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

/**
 * Draws a plot with Vega, twice: once for wide screens, where `columns` panels stand side by side, once for
 * narrow ones. The colours are custom properties, so that one picture serves both colour schemes.
 */
export async function drawn(plot: Plot, columns: number, height: number): Promise<Markup> {
  const wide = columns === 1 ? 1_122 : Math.floor((1_122 - 18 * (columns - 1)) / columns)
  const slim = columns === 1 ? 328 : 158
  const pictures = await Promise.all([
    picture(plot, 'wide', { width: wide, height }),
    picture(plot, 'slim', { width: slim, height: columns === 1 ? height : Math.min(height, 220) }),
  ])
  return new Markup(pictures.join(''))
}

async function picture(
  plot: Plot,
  name: string,
  size: { readonly width: number; readonly height: number },
): Promise<string> {
  const inner = {
    width: size.width - LABELS.left - LABELS.right,
    height: size.height - LABELS.top - LABELS.bottom,
  }
  // Vega-Lite's types of layers are too deep to be built up from parts; it checks them itself.
  const spec = {
    layer: plot.layers,
    ...inner,
    padding: LABELS,
    autosize: { type: 'none' },
    config,
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
      / (aria-hidden|aria-roledescription|role|xmlns|xmlns:xlink|version|pointer-events|font-family|opacity)="(?!0?\.)[^"]*"/g,
      '',
    )
    .replace(/<path class="(foreground|background)"[^>]*\/>/g, '')
    .replace(/ class="(mark|role)-[^"]*"/g, '')
    .replace(/\d+\.\d{3,}/g, (digits) => String(Number(Number(digits).toFixed(2))))
    // Bars of one colour become one path: there are hundreds of them.
    .replace(
      /(?:<path d="[^"]*" fill="([^"]*)"\/>)(?:<path d="[^"]*" fill="\1"\/>)+/g,
      (paths, fill: string) => {
        const d = [...paths.matchAll(/ d="([^"]*)"/g)].map((match) => match[1]).join('')
        return `<path d="${d}" fill="${fill}"/>`
      },
    )
  return small.replace(
    /^<svg class="marks" width="\d+" height="\d+"/,
    () => `<svg class="plot ${name}" role="img" aria-label="${escapeHtml(alternative)}"`,
  )
}
