import type { Group } from '../groups.ts'
import { isPartial, recommendationOf } from '../missing.ts'
import type { Report } from '../model.ts'
import { headline, measured, plain } from '../words.ts'
import { labelled } from './labelled.ts'
import { marks, type Paint } from './paint.ts'
import { wrap } from './wrap.ts'

/** What to do with one group's users, why, and when not. */
export function conclusionLines(report: Report, group: Group, columns: number, paint: Paint): string[] {
  const recommendation = recommendationOf(report, group)
  const title = wrap(plain(headline(report, group)), columns - 2)
  const mark = report.strategies.find(({ name }) => name === recommendation?.strategy)?.mark
  return [
    ...labelled('ranking', isPartial(report, group) ? '' : ranking(group), columns, paint),
    '',
    ...title.map((line, index) =>
      mark ? `${index === 0 ? paint.mark(mark, marks[mark]) : ' '} ${paint.bold(line)}` : paint.bold(line),
    ),
    ...[measured(report, group)].filter(Boolean).flatMap((text) => wrap(text, columns - 2).map(indent)),
    ...(recommendation
      ? [
          ...(group.cells.length > 1 ? labelled('  because', recommendation.because, columns, paint) : []),
          ...labelled('  bottleneck', recommendation.bottleneck, columns, paint),
          ...labelled('  not when', recommendation.notWhen.replace(/^when /, ''), columns, paint),
          ...labelled('  go faster', recommendation.goFaster ?? '', columns, paint),
        ]
      : []),
  ]
}

/** The order in one line: figures stand in the table, and a reason that several share is said once. */
function ranking({ comparison }: Group): string {
  const places = (comparison?.ranking ?? []).map(({ strategy, reason }, i) => {
    const [figure = '', ...parts] = reason.split(/[;,] /)
    return {
      name: `${i + 1}.\u00a0${strategy}`,
      by: figure.replace(/( after)?\s[\d.,]+\s\S+$/, ''),
      why: parts.filter((part) => !/\d/.test(part)).join(', '),
    }
  })
  if (places.length < 2) return ''
  const texts = places.map(({ name, why }, i) => {
    const last = i === places.length - 1
    // Where one has no reason, the next one's must not seem to be its own.
    const separator = last ? '' : places[i + 1]?.why === why ? ',' : ';'
    return why === '' || separator === ',' ? `${name}${separator}` : `${name}: ${why}${separator}`
  })
  const by = new Set(places.map((place) => place.by))
  return [...(by.size === 1 ? [`by ${[...by][0]}:`] : []), ...texts].join(' ')
}

function indent(line: string): string {
  return `  ${line}`
}
