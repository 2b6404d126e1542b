import type { Report } from '../../model.ts'
import { figures } from './figures.ts'
import { layout } from './layout.ts'
import { narrow } from './narrow.ts'
import { print } from './print.ts'
import { table } from './table.ts'
import { dark, light } from './tokens.ts'

/** The whole style sheet of a report: tokens for both schemes, and the colours of its strategies. */
export function styleSheet(report: Report, userCounts: readonly number[]): string {
  const colors = (scheme: 'light' | 'dark') =>
    report.strategies.map((strategy, i) => `.s${i}{--c:${safeColor(strategy.color[scheme])}}`).join('')
  const switches = userCounts
    .map((users) => `body:has(#users-${users}:checked) .at:not(.at-${users}){display:none}`)
    .join('')
  // Paper is white: the dark scheme is for screens alone, and every user count is printed.
  return `:root{${light}}${colors('light')}
@media screen and (prefers-color-scheme:dark){:root{${dark}}${colors('dark')}}
${layout}${table}${figures}
@media screen{${switches}}${narrow}${print}`
}

/** A colour as six digits, or grey: what a strategy says of itself must not become style. */
export function safeColor(color: string): string {
  return /^#[0-9a-f]{6}$/i.test(color) ? color : 'var(--ink3)'
}
