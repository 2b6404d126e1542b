import type { RenderOptions, ReportFormat } from '../contract.ts'
import { type Group, groupsOf } from '../groups.ts'
import { interruption } from '../missing.ts'
import type { Report } from '../model.ts'
import { scenarioName } from '../scenarioName.ts'
import { circumstances, modelNote, trialCounts } from '../words.ts'
import { briefLines, detailLines } from './group.ts'
import { labelled } from './labelled.ts'
import { matrixLines } from './matrix.ts'
import { metLines } from './objectives.ts'
import { harmless, type Paint, paintWith } from './paint.ts'
import { wrap } from './wrap.ts'

/** Narrower terminals wrap the table themselves. */
const NARROWEST = 80

/** The summary for people at a terminal. */
export const terminal: ReportFormat = {
  name: 'terminal',
  summary: 'a table of the strategies and the recommendation, on stdout',
  async render(run, options) {
    return { print: `${linesOf(harmlessReport(run.report), options).join('\n')}\n` }
  },
}

/** Names, reasons and all other text of a record come from elsewhere: none of it may steer the terminal. */
function harmlessReport(report: Report): Report {
  return JSON.parse(JSON.stringify(report), (_, value) =>
    typeof value === 'string' ? harmless(value) : value,
  ) as Report
}

function linesOf(report: Report, options: RenderOptions): string[] {
  const paint = paintWith(options.color)
  const columns = Math.max(options.columns, NARROWEST)
  const groups = groupsOf(report)
  const blocks = [
    beginning(report, groups, columns, paint),
    ...(groups.length === 0
      ? [['Nothing was recorded. To record it:', `  ${report.run.command}`]]
      : groupBlocks(report, groups, columns, paint)),
    [
      ...(groups.length > 1 ? metLines(groups, columns, paint) : []),
      ...report.run.notes.flatMap((note) => labelled('note', note, columns, paint)),
      ...labelledFiles(options.written ?? [], paint),
    ],
  ]
  return blocks.filter((block) => block.length > 0).flatMap((block, i) => (i === 0 ? block : ['', ...block]))
}

function beginning(report: Report, groups: readonly Group[], columns: number, paint: Paint): string[] {
  const { run } = report
  const name = scenarioName(report)
  const note = modelNote(report)
  return [
    ...wrap(`${name}: ${circumstances(report)}`, columns).map(paint.bold),
    ...wrap(`run ${run.id}, seed ${run.seed}, ${trialCounts(report).join(', ')}`, columns).map(paint.dim),
    ...(note === '' ? [] : wrap(note, columns)),
    ...labelled('INTERRUPTED', interruption(report, groups), columns, paint),
  ]
}

/** All of it in a table where there are several groups, then those of the most users, then the others in brief. */
function groupBlocks(report: Report, groups: readonly Group[], columns: number, paint: Paint): string[][] {
  const most = groups[0]!.users
  const brief = groups.filter(({ users }) => users < most)
  return [
    ...(groups.length > 1 ? [matrixLines(report, groups, columns, paint)] : []),
    ...groups
      .filter(({ users }) => users === most)
      .map((group) => detailLines(report, group, columns, paint, { alone: groups.length === 1 })),
    brief.flatMap((group) => briefLines(report, group, columns, paint)),
  ]
}

/** Paths stay whole, to be copied. */
function labelledFiles(files: readonly string[], paint: Paint): string[] {
  return files.map((file, i) => paint.dim((i === 0 ? 'reports' : '').padEnd(13)) + harmless(file))
}
