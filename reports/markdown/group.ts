import { failures, fatesIn, faultPlan, faultsIn } from '../fates.ts'
import type { Group } from '../groups.ts'
import { recommendationOf } from '../missing.ts'
import type { Cell, Report } from '../model.ts'
import { expressionsOf, resultsOf } from '../objectives.ts'
import { counted, duration, sentence, whole } from '../units.ts'
import { modelLabel } from '../words.ts'
import { codeSpan, escapeMarkdown, proseMarkdown } from './escape.ts'
import { tableOf } from './table.ts'

/** The most entries of a list; longer ones than this are shut. */
const MOST_ENTRIES = 20
const OPEN_ENTRIES = 5

/** Everything of one user count and query mode, at most about 45,000 characters, without a heading. */
export function groupMarkdown(report: Report, group: Group): string {
  return [
    tableOf(report, group),
    conclusion(report, group),
    list('Objectives', objectives(group)),
    list('Not VALID, or left out', reasons(report, group)),
    faults(report, group),
  ]
    .filter(Boolean)
    .join('\n\n')
}

/** `24 users, async queries`. */
export function groupTitle(report: Report, { users, queryMode }: Group): string {
  return [counted(users, 'user'), `${queryMode} queries`, modelLabel(report)].filter(Boolean).join(', ')
}

/** A `<details>`: GitHub reads Markdown in it after an empty line. `summary` is HTML. */
export function shut(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`
}

function conclusion(report: Report, group: Group): string {
  const recommendation = recommendationOf(report, group)
  if (!recommendation) return ''
  const { because, bottleneck, notWhen, goFaster } = recommendation
  return [
    ...(group.cells.length > 1 ? [`- because: ${proseMarkdown(because)}`] : []),
    `- bottleneck: ${proseMarkdown(bottleneck)}`,
    `- not when: ${proseMarkdown(notWhen.replace(/^when /, ''))}`,
    ...(goFaster ? [`- go faster: ${proseMarkdown(goFaster)}`] : []),
  ].join('\n')
}

function objectives(group: Group): string[] {
  return expressionsOf(group).flatMap((expression) =>
    (['missed', 'n too small', 'met'] as const).flatMap((result) => {
      const those = resultsOf(group, expression)
        .filter((one) => one.result === result)
        .map(({ strategy, value }) => `${strategy} ${value}`)
      if (those.length === 0) return []
      const word = result === 'missed' ? '**missed**' : result
      return [`${codeSpan(expression, 100)} ${word}: ${escapeMarkdown(those.join('; '), 400)}`]
    }),
  )
}

/** Why a cell is not VALID, and why one that is lacks a trial. */
function reasons(report: Report, { cells }: Group): string[] {
  return cells.flatMap((cell) => {
    const texts = reasonsOf(report, cell)
    if (texts === null) return []
    const what = cell.verdict === 'VALID' ? 'left out' : cell.verdict
    const name = escapeMarkdown(cell.key.strategy, 100)
    return [
      `**${name}** ${what}: ${escapeMarkdown(texts.map(sentence).join(' ') || 'No reason is recorded.')}`,
    ]
  })
}

function reasonsOf(report: Report, cell: Cell): string[] | null {
  const out = report.trials.filter((trial) => trial.cell === cell.id && trial.verdict !== 'VALID')
  if (cell.verdict !== 'VALID' && cell.reasons.length > 0) return cell.reasons
  if (cell.verdict === 'VALID' && out.length === 0) return null
  return [...new Set(out.flatMap((trial) => trial.reasons))]
}

/** What was done to the parts, and what became of the charts; empty where the scenario has no faults. */
function faults(report: Report, group: Group): string {
  const done = faultsIn(report, group)
  if (done.length === 0) return ''
  const rows = fatesIn(report, group)
    .slice(0, MOST_ENTRIES)
    .map(({ cell, fates, recoveryMs, errors }) => {
      const { kept, reattached, requeried, lost } = fates
      const failed = [whole(failures(fates)), ...(errors.length > 0 ? [`(${errors.join(', ')})`] : [])]
      return [
        escapeMarkdown(cell.key.strategy, 100),
        ...[kept, reattached, requeried].map(whole),
        escapeMarkdown(failed.join(' '), 200),
        lost > 0 ? `**${whole(lost)}**` : '0',
        recoveryMs === null ? '–' : duration(recoveryMs),
      ].join(' | ')
    })
  const table = [
    `Charts after ${escapeMarkdown(faultPlan(done))}:`,
    '',
    '| strategy | kept | reattached | re-queried | failed | lost | all there after |',
    '|---|--:|--:|--:|--:|--:|--:|',
    ...rows.map((row) => `| ${row} |`),
  ]
  return shut('What the faults did', table.join('\n'))
}

function list(title: string, entries: readonly string[]): string {
  if (entries.length === 0) return ''
  const left = entries.length - MOST_ENTRIES
  const lines = entries.slice(0, MOST_ENTRIES).map((entry) => `- ${entry}`)
  const text = [...lines, ...(left > 0 ? [`- … and ${left} more`] : [])].join('\n')
  return entries.length > OPEN_ENTRIES ? shut(`${title} (${entries.length})`, text) : `${title}:\n\n${text}`
}
