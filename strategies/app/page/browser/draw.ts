import { bucketsAbove, type ChartRow } from '../../protocol/chart.ts'

/** A chart on the page. */
export interface DrawnChart {
  /** Shows the level and the buckets that reach it. */
  highlight(level: number, above: readonly number[]): void
  end(): void
}

/** What we use of the globals that the libraries' scripts define. */
interface VegaView {
  data(name: string, values: readonly object[]): VegaView
  runAsync(): Promise<unknown>
}
interface VegaGlobals {
  vegaEmbed(place: HTMLElement, spec: object, options: object): Promise<{ view: VegaView; finalize(): void }>
}

const server = new URL('.', import.meta.url).origin
let libraries: Promise<object> | undefined

/** Draws `spec` with `data` in `place`. Nothing is evaluated from text, so a strict policy may hold. */
export async function drawChart(
  place: HTMLElement,
  spec: Record<string, unknown>,
  data: readonly ChartRow[],
): Promise<DrawnChart> {
  libraries ??= load()
  const expr = await libraries
  const { vegaEmbed } = globalThis as unknown as VegaGlobals
  const options = { actions: false, renderer: 'svg', ast: true, expr, tooltip: false }
  const marks = (level: number, above: readonly number[]) => ({
    above: data.filter((row) => above.includes(row.bucket)).map((row) => ({ ...row, high: row.hi / 1_000 })),
    level: [{ level: level / 1_000 }],
  })
  // Until the user sets another, the level lies at the highest reading. Scales need some data of each source.
  const highest = Math.max(...data.map((row) => row.hi))
  const datasets = { chart: data, ...marks(highest, bucketsAbove(data, highest)) }
  const { view, finalize } = await vegaEmbed(place, { ...spec, datasets }, options)
  return {
    highlight(level, above) {
      const now = marks(level, above)
      view.data('above', now.above).data('level', now.level).runAsync()
    },
    end: finalize,
  }
}

/** Loads vega, vega-lite and vega-embed in turn from the chart's own server, once for a page. */
async function load(): Promise<object> {
  for (const name of ['vega', 'vega-lite', 'vega-embed']) await script(`${server}/assets/${name}.js`)
  return (await import(`${server}/assets/vega-interpreter.js`)).expressionInterpreter
}

function script(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const element = document.createElement('script')
    element.src = src
    element.onload = () => resolve()
    element.onerror = () => reject(new Error(`${src} could not be loaded`))
    document.head.append(element)
  })
}
