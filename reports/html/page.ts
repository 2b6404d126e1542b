import { createHash } from 'node:crypto'
import { groupsOf, userCounts } from '../groups.ts'
import { escapeHtml, html, type Markup } from '../markup.ts'
import type { Report } from '../model.ts'
import { counted } from '../units.ts'
import { styleSheet } from './style/index.ts'

const parts = [
  ['verdict', 'Verdict'],
  ['comparison', 'Comparison'],
  ['faults', 'Faults'],
  ['time', 'Time to chart'],
  ['sessions', 'Sessions'],
  ['environment', 'Environment'],
  ['method', 'Method'],
] as const

/** The document around the content. Its policy allows this one style sheet and nothing else at all. */
export function page(report: Report, content: Markup): string {
  const style = styleSheet(report, userCounts(groupsOf(report)))
  const hash = createHash('sha256').update(style).digest('base64')
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
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
<header><div class="top"><span class="brand">bench<i>_</i></span><span>${headerLine(report)}</span></div>
<nav aria-label="Parts of the report">${present.map(([id, title]) => html`<a href="#${id}">${title}</a>`)}</nav></header>
<main>${content}</main>
<footer><div>bench ${report.environment.bench} · report version ${report.version} · drawn from run ${report.run.id}</div></footer>`
      .html
  }</body></html>
`
}

function headerLine(report: Report): Markup {
  const users = userCounts(groupsOf(report))
  const strategies = report.strategies.map(({ name }) => name)
  const date = report.run.startedAt.slice(0, 10)
  return html`scenario <b>${scenarioName(report)}</b> · ${strategies.length > 6 ? counted(strategies.length, 'strategy').replace('strategys', 'strategies') : strategies.join(', ')}${users.length > 0 && ` · ${users.join(' and ')} users`} · seed ${report.run.seed} · <time datetime="${report.run.startedAt}">${date}</time>`
}

function scenarioName({ run }: Report): string {
  return typeof run.scenario.name === 'string' ? run.scenario.name : 'unnamed'
}
