import { createHash } from 'node:crypto'
import { groupsOf, userCounts } from '../groups.ts'
import { escapeHtml, html, type Markup } from '../markup.ts'
import type { Report } from '../model.ts'
import { scenarioName } from '../scenarioName.ts'
import { counted, listed, whole } from '../units.ts'
import { pageScripts } from './scripts.ts'
import { styleSheet } from './style/index.ts'

const parts = [
  ['verdict', 'Verdict'],
  ['comparison', 'Comparison'],
  ['faults', 'Faults'],
  ['time', 'Time to chart'],
  ['percentiles', 'Percentiles'],
  ['sessions', 'Sessions'],
  ['resources', 'Resources'],
  ['fairness', 'Fairness'],
  ['neighbours', 'Neighbours'],
  ['slowest', 'Slowest'],
  ['objectives', 'Objectives'],
  ['environment', 'Environment'],
  ['method', 'Method'],
] as const

/** The document around the content. Its policy allows this style sheet and these scripts, and nothing else at all. */
export function page(report: Report, content: Markup): string {
  const style = styleSheet(report, userCounts(groupsOf(report)))
  const hash = createHash('sha256').update(style).digest('base64')
  const scripts = pageScripts()
  const allowed = scripts.map((script) => `'${script.hash}'`).join(' ')
  const policy = `default-src 'none'; script-src ${allowed}; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
  const name = scenarioName(report)
  const present = parts.filter(([id]) => content.html.includes(` id="${id}"`))
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(`bench: ${name}, ${report.run.id}`)}</title>
<style>${style}</style></head>
<body>${
    html`<a class="skip" href="#verdict">Skip to the verdict</a>
<header><div class="top"><span class="brand">bench<i>_</i></span><span>${headerLine(report)}</span></div></header>
<div class="parts"><nav aria-label="Parts of the report"><div>${present.map(([id, title]) => html`<a href="#${id}">${title}</a>`)}</div></nav></div>
<main>${content}</main>
<footer><div>bench ${report.environment.bench} · report version ${report.version} · drawn from run ${report.run.id}</div></footer>${scripts.map(({ element }) => element)}`
      .html
  }</body></html>
`
}

function headerLine(report: Report): Markup {
  const users = userCounts(groupsOf(report))
  const strategies = report.strategies.map(({ name }) => name)
  const { startedAt, seed } = report.run
  const parts = [
    strategies.length > 6 ? `${strategies.length} strategies` : strategies.join(', '),
    ...(users.length > 0 ? [`${listed(users.map(whole))}\u00a0user${users.at(-1) === 1 ? '' : 's'}`] : []),
    [...(report.trials.length > 0 ? [counted(report.trials.length, 'trial')] : []), `seed ${seed}`].join(
      ', ',
    ),
  ]
  return html`scenario <b>${scenarioName(report)}</b> · ${parts.join(' · ')} · <time datetime="${startedAt}">${dayOf(startedAt)}</time>`
}

/** `24 Nov 2026`, in UTC; as it stands where it is no date. */
function dayOf(startedAt: string): string {
  const at = new Date(startedAt)
  if (Number.isNaN(at.getTime())) return startedAt
  const month = at.toLocaleString('en-GB', { month: 'short', timeZone: 'UTC' })
  return `${at.getUTCDate()} ${month} ${at.getUTCFullYear()}`
}
