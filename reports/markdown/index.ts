import type { ReportFormat } from '../contract.ts'
import { type Group, groupsOf } from '../groups.ts'
import { interruption } from '../missing.ts'
import type { Report } from '../model.ts'
import { scenarioName } from '../scenarioName.ts'
import { sentence } from '../units.ts'
import { circumstances, headline, measured, modelNote, plain, runVerdict, trialCounts } from '../words.ts'
import { codeBlock, codeSpan, escapeInHtml, escapeMarkdown, proseMarkdown } from './escape.ts'
import { groupMarkdown, groupTitle, shut } from './group.ts'
import { UNSURE } from './table.ts'

/** GitHub takes 65,536 characters in a comment; others may put something around ours. */
const MOST_CHARACTERS = 60_000
const MOST_NOTES = 10
const LONGEST_COMMAND = 4_000

/**
 * For a comment on a pull request: short whatever the size of the run. The first group is open, the others are
 * shut; those for which there is no more room are counted. Figures that are unsure have `~` before them, by the
 * rule in table.ts.
 */
export const markdown: ReportFormat = {
  name: 'markdown',
  summary: 'headline and tables for a comment on a pull request',
  async render({ report }) {
    return { file: 'report.md', content: `${documentOf(report)}\n` }
  },
}

function documentOf(report: Report): string {
  const groups = groupsOf(report)
  const start = headOf(report, groups)
  const sections = groups.map((group, i) => {
    const content = groupMarkdown(report, group)
    const title = groupTitle(report, group)
    return i === 0
      ? `### ${title}\n\n${content}`
      : shut(`${title}: ${escapeInHtml(plain(headline(report, group)))}`, content)
  })
  const end = footOf(
    report,
    sections.some((section) => section.includes('| ~')),
  )
  let room = MOST_CHARACTERS - start.length - end.length - 200
  const shown = sections.filter((section) => {
    const fits = section.length + 2 <= room
    // What comes after one that does not fit is left out too, so that the reader knows what is missing.
    room = fits ? room - section.length - 2 : 0
    return fits
  })
  const left = sections.length - shown.length
  return [
    start,
    ...shown,
    ...(left > 0
      ? [`${left} more combinations of users and query mode are in the other reports of this run.`]
      : []),
    end,
  ].join('\n\n')
}

function headOf(report: Report, groups: readonly Group[]): string {
  const [group] = groups
  const stopped = interruption(report, groups)
  const { run } = report
  const scenario = scenarioName(report)
  const facts = [
    `scenario ${codeSpan(scenario, 80)}`,
    escapeMarkdown(circumstances(report)),
    `seed ${run.seed}`,
    `run ${codeSpan(run.id, 80)}`,
    `bench ${escapeMarkdown(report.environment.bench, 40)}`,
  ]
  const result = [
    `**${runVerdict(report)}**: ${trialCounts(report).join(', ')}.`,
    ...(stopped ? [escapeMarkdown(sentence(stopped), 1_000)] : []),
    ...(group ? [proseMarkdown(measured(report, group))] : []),
  ]
  return [
    `## ${titleOf(report, group)}`,
    report.trials.length > 0 ? result.join(' ').trim() : 'The command below records it.',
    ...[modelNote(report)].filter(Boolean).map((note) => `> ${escapeMarkdown(note)}`),
    facts.join(' · '),
  ].join('\n\n')
}

function titleOf(report: Report, group: Group | undefined): string {
  return headline(report, group)
    .map((piece) => {
      if (typeof piece !== 'string') return codeSpan(piece.name, 100)
      const [before, after] = [/^\s/, /\s$/].map((space) => (space.test(piece) ? ' ' : ''))
      return `${before}${escapeMarkdown(piece)}${after}`
    })
    .join('')
}

function footOf({ run }: Report, unsure: boolean): string {
  const notes = run.notes.slice(0, MOST_NOTES).map((note) => `Note: ${escapeMarkdown(note)}`)
  const command =
    run.command.length > LONGEST_COMMAND
      ? 'The command is in report.json: it is too long.'
      : codeBlock(run.command)
  return [...notes, ...(unsure ? [UNSURE] : []), shut('Repeat it', command)].join('\n\n')
}
