import type { ChartFigure, ChartSection, Plot } from '../../reports/charts/contract.ts'
import { draw } from '../../reports/charts/draw.ts'
import type { ChartMaker } from '../../reports/charts/index.ts'
import { groupViewsOf } from '../../reports/charts/view.ts'
import type { RecordedRun } from '../../reports/contract.ts'

/** Lets a chart maker make its section from a run. */
export function sectionOf(make: ChartMaker, run: RecordedRun): ChartSection | null {
  return make(run, groupViewsOf(run))
}

/** The plot of a figure's panel; throws where there is none. */
export function plotOf(figure: ChartFigure | undefined, panel = 0): Plot {
  const plot = figure?.panels[panel]?.plot
  if (!plot || !('layers' in plot)) throw new Error(`panel ${panel} of ${figure?.id} has no plot`)
  return plot
}

/** What is written in a picture of a panel, in the order of drawing, at the size that it has on a wide page. */
export async function textsOf(figure: ChartFigure | undefined, panel = 0): Promise<string[]> {
  const svg = await draw(plotOf(figure, panel), { width: 527, height: figure!.height }, 'wide')
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]!.replaceAll('\u00a0', ' '))
}
