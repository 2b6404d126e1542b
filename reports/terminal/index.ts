import type { RenderOptions, ReportFormat } from '../contract.ts'
import { type Group, groupsOf } from '../groups.ts'
import type { Cell, Report } from '../model.ts'
import { counted, duration, percent, sentence } from '../units.ts'
import { circumstances, headline, measured, modelLabel, modelNote, trialCounts } from '../words.ts'
import { fateLines } from './fates.ts'
import { harmless, marks, type Paint, paintWith } from './paint.ts'
import { table } from './table.ts'
import { wrap } from './wrap.ts'

/** The summary for people at a terminal. */
export const terminal: ReportFormat = {
  name: 'terminal',
  summary: 'a table of the strategies and the recommendation, on stdout',
  async render(run, options) {
    return { print: `${linesOf(run.report, options).join('\n')}\n` }
  },
}

function linesOf(report: Report, options: RenderOptions): string[] {
  const paint = paintWith(options.color)
  const columns = Math.max(options.columns, 80)
  const groups = groupsOf(report)
  const { run } = report
  const name = typeof run.scenario.name === 'string' ? run.scenario.name : 'unnamed'
  const written = (options.written ?? []).map((file) => `${paint.dim('report')}  ${file}`)
  return [
    ...wrap(`${name}: ${circumstances(report)}`, columns).map(paint.bold),
    ...wrap(`run ${run.id}, seed ${run.seed}, ${trialCounts(report).join(', ')}`, columns).map(paint.dim),
    ...[modelNote(report)].filter(Boolean).flatMap((text) => wrap(text, columns)),
    ...(groups.length === 0 ? ['', 'Nothing was recorded. To record it:', `  ${harmless(run.command)}`] : []),
    ...groups.flatMap((group) => ['', ...groupLines(report, group, columns, paint)]),
    '',
    ...run.notes.flatMap((note) => wrap(`note: ${note}`, columns).map(paint.dim)),
    ...written,
  ].filter((line, index, lines) => line !== '' || index < lines.length - 1)
}

function groupLines(report: Report, group: Group, columns: number, paint: Paint): string[] {
  const users = counted(group.users, 'user').replace('\u00a0', ' ')
  return [
    paint.bold([users, `${group.queryMode} queries`, modelLabel(report)].filter(Boolean).join(', ')),
    ...table(report, group, columns, paint),
    ...givenAway(report, group, columns, paint),
    ...reasons(report, group, columns, paint),
    ...fateLines(report, group, columns, paint),
    ...interactions(group, columns, paint),
    ...objectives(group, columns, paint),
    ...conclusion(report, group, columns, paint),
  ]
}

/** What strategies lose by having fewer slots than there are connections, whatever they do with them. */
function givenAway(report: Report, group: Group, columns: number, paint: Paint): string[] {
  const told = group.cells.filter(isJudged).flatMap((cell) => {
    const most = cell.physics?.atBest ?? 1
    if (most > 0.995) return []
    const { slots = [], budget = 0 } =
      report.trials.find((trial) => trial.cell === cell.id)?.connections ?? {}
    const total = slots.reduce((sum, one) => sum + one, 0)
    return [
      `${cell.key.strategy} runs ${total === 1 ? 'one query' : `${total} queries`} at a time with ${budget} connections: ${percent(most)} at best`,
    ]
  })
  if (told.length === 0) return []
  const lines = wrap(told.join('; '), columns - 12)
  return lines.map((line, index) => `${paint.dim((index === 0 ? 'efficiency' : '').padEnd(10))}  ${line}`)
}

/** Why a cell is not VALID, and why one that is lacks a trial. */
function reasons(report: Report, group: Group, columns: number, paint: Paint): string[] {
  return group.cells.flatMap((cell) => {
    const trials = report.trials.filter((trial) => trial.cell === cell.id && trial.verdict !== 'VALID')
    const texts = cell.verdict === 'VALID' ? trials.flatMap((trial) => trial.reasons) : cell.reasons
    const found = texts.length > 0 ? texts : trials.flatMap((trial) => trial.reasons)
    if (found.length === 0) return []
    const what = cell.verdict === 'VALID' ? `${trials.length} left out` : cell.verdict
    const [first, ...rest] = wrap(
      `${cell.key.strategy}: ${what}. ${found.map(sentence).join(' ')}`,
      columns - 2,
    )
    return [
      `${paint.verdict(cell.verdict === 'VALID' ? 'INVALID' : cell.verdict, '!')} ${first}`,
      ...rest.map(indent),
    ]
  })
}

/** What a connected user feels: the answer to an interaction, alone and while others wait for their query. */
function interactions(group: Group, columns: number, paint: Paint): string[] {
  const told = group.cells.filter(isJudged).flatMap(({ key, interactionMs: { alone, loaded } }) => {
    if (alone.p95 === null || loaded.p95 === null) return []
    return [`${key.strategy} ${duration(alone.p95)} → ${duration(loaded.p95)}`.replaceAll(' ', '\u00a0')]
  })
  if (told.length === 0) return []
  const lines = wrap(`p95, alone → while others load: ${told.join(', ')}`, columns - 13)
  return lines.map((line, index) => `${paint.dim((index === 0 ? 'interaction' : '').padEnd(11))}  ${line}`)
}

function objectives(group: Group, columns: number, paint: Paint): string[] {
  const expressions = [
    ...new Set(group.cells.flatMap((cell) => cell.objectives.map((one) => one.expression))),
  ]
  return expressions.flatMap((expression) => {
    const results = (['missed', 'n too small', 'met'] as const).flatMap((result) => {
      const names = group.cells
        .filter(isJudged)
        .flatMap((cell) =>
          cell.objectives
            .filter((one) => one.expression === expression && one.result === result)
            .map((one) => `${cell.key.strategy} ${one.value.replaceAll(' ', '\u00a0')}`),
        )
      return names.length > 0 ? [`${result}: ${names.join(', ')}`] : []
    })
    const lines = [expression, ...results].flatMap((text, index) =>
      wrap(text, columns - 11).map((line, part) =>
        index > 0 && part === 0 ? `- ${line}` : index > 0 ? `  ${line}` : line,
      ),
    )
    return lines.map((line, index) => `${index === 0 ? paint.dim('objective') : ' '.repeat(9)}  ${line}`)
  })
}

/** Objectives say something only of what was measured. */
function isJudged({ verdict }: Cell): boolean {
  return verdict === 'VALID' || verdict === 'OVERLOADED'
}

function conclusion(report: Report, group: Group, columns: number, paint: Paint): string[] {
  const ranking = group.comparison?.ranking ?? []
  const recommendation = group.comparison?.recommendation
  const title = headline(report, group)
    .map((piece) => (typeof piece === 'string' ? piece : piece.name))
    .join('')
  const mark = report.strategies.find(({ name }) => name === recommendation?.strategy)?.mark
  return [
    '',
    ...(ranking.length > 1
      ? ranking.flatMap(({ strategy, reason }, index) => {
          const [first, ...rest] = wrap(`${strategy}: ${reason}`, columns - 4)
          return [`${`${index + 1}.`.padEnd(3)} ${first}`, ...rest.map((line) => `    ${line}`)]
        })
      : []),
    ...wrap(title, columns).map(
      (line) => (mark ? paint.mark(mark, `${marks[mark]} `) : '') + paint.bold(line),
    ),
    ...[measured(report, group)].filter(Boolean).flatMap((text) => wrap(text, columns - 2).map(indent)),
    ...(recommendation
      ? [
          ...(group.cells.length > 1 ? labelled('because', recommendation.because, columns, paint) : []),
          ...labelled('bottleneck', recommendation.bottleneck, columns, paint),
          ...labelled('not when', recommendation.notWhen.replace(/^when /, ''), columns, paint),
        ]
      : []),
  ]
}

function labelled(label: string, text: string, columns: number, paint: Paint): string[] {
  return wrap(text, columns - 14).map(
    (line, index) => `  ${paint.dim((index === 0 ? label : '').padEnd(12))}${line}`,
  )
}

function indent(line: string): string {
  return `  ${line}`
}
