import type { ChartFigure, ChartSection, KeyEntry } from '../charts/contract.ts'
import { keyShapes } from '../charts/keyShapes.ts'
import { groupsOf } from '../groups.ts'
import { light } from '../look/tokens.ts'
import { interruption } from '../missing.ts'
import type { Report } from '../model.ts'
import { scenarioName } from '../scenarioName.ts'
import { counted } from '../units.ts'
import { circumstances } from '../words.ts'
import { escapeXml } from '../xml.ts'
import { type Colors, colorsFor } from './colors.ts'
import { headerOf, panelAt } from './panel.ts'
import { linesOf, type TextStyle, textAt, widthOf } from './text.ts'

const WIDTH = 1_280
const MARGIN = 36
const GAP = 22
const ROW_GAP = 18
/** More panels than this abreast cannot be read. */
const MOST_COLUMNS = 5
/** A slide has more room upwards than a page. */
const STRETCH = 1.35

const FONT = "Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif"
const TITLE: TextStyle = { size: 26, weight: 650, fill: light.ink }
const SUBTITLE: TextStyle = { size: 15, fill: light.ink2 }
const KEY: TextStyle = { size: 13, fill: light.ink2 }
const CAPTION: TextStyle = { size: 13, fill: light.ink3 }

/**
 * A figure as a picture that stands alone: its question as the title, its panels side by side, its caption and
 * what was measured below. In the colours of the light scheme, without style sheet, script or reference.
 */
export async function slideOf(report: Report, section: ChartSection, figure: ChartFigure): Promise<string> {
  const inner = WIDTH - 2 * MARGIN
  const columns = Math.min(Math.max(figure.panels.length, 1), MOST_COLUMNS)
  const size = {
    width: Math.floor((inner - GAP * (columns - 1)) / columns),
    height: Math.round(figure.height * (columns > 1 ? STRETCH : 1.6)),
  }
  const rowHeight = size.height + headerOf(figure.panels) + ROW_GAP
  const parts: string[] = []
  let y = MARGIN
  const lines = (texts: readonly string[], style: TextStyle, height: number) => {
    for (const text of texts) {
      parts.push(textAt(MARGIN, y + style.size, text, style))
      y += height
    }
  }
  lines(linesOf(section.question, TITLE, inner), TITLE, 34)
  lines(linesOf(subtitle(figure), SUBTITLE, inner), SUBTITLE, 22)
  if (section.key) {
    parts.push(keyAt(MARGIN, y + 8, section.key, colorsFor(report, -1)))
    y += 26
  }
  y += 16
  for (const [i, panel] of figure.panels.entries()) {
    const index = report.strategies.findIndex(({ name }) => name === panel.strategy?.name)
    const x = MARGIN + (i % columns) * (size.width + GAP)
    const top = y + Math.floor(i / columns) * rowHeight
    parts.push(await panelAt(x, top, size, panel, colorsFor(report, index)))
  }
  y += Math.ceil(figure.panels.length / columns) * rowHeight
  for (const text of [figure.caption, figure.howTo ?? '']) lines(linesOf(text, CAPTION, inner), CAPTION, 19)
  lines(linesOf(provenance(report), CAPTION, inner), CAPTION, 19)
  return documentOf(y + MARGIN - 12, section.question, descriptionOf(figure), parts.join('\n'))
}

function subtitle({ title, grid, users }: ChartFigure): string {
  return [title, ...(grid ? [grid.title] : []), counted(users, 'user')].join(', ')
}

function documentOf(height: number, title: string, description: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="${escapeXml(FONT)}" role="img">
<title>${escapeXml(title)}</title>
<desc>${escapeXml(description)}</desc>
<rect width="${WIDTH}" height="${height}" fill="${light.card}"/>
${content}
</svg>
`
}

/** What the picture shows, for those who do not see it. */
function descriptionOf({ panels }: ChartFigure): string {
  return panels
    .map(({ strategy, plot }) =>
      'layers' in plot
        ? plot.alternative
        : `${strategy ? `${strategy.name}: ` : ''}${plot.verdict}. ${plot.reason}`,
    )
    .join(' ')
}

/** What stands beside every claim: on what it was measured, and in which run. */
function provenance(report: Report): string {
  const scenario = scenarioName(report)
  const stopped = interruption(report, groupsOf(report))
  return [
    `scenario ${scenario}: ${circumstances(report)}`,
    `seed ${report.run.seed}, run ${report.run.id}, bench ${report.environment.bench}`,
    ...(stopped ? [`INTERRUPTED: ${stopped}`] : []),
  ].join('; ')
}

function keyAt(x: number, y: number, key: readonly KeyEntry[], colors: Colors): string {
  let at = x
  return key
    .map(({ color, label, as }) => {
      const entry = `<path transform="translate(${at},${y})" d="${keyShapes[as]}" fill="${colors(color.slice(2))}"/>${textAt(at + 22, y + 9.5, label, KEY)}`
      at += 22 + widthOf(label, KEY) + 20
      return entry
    })
    .join('')
}
