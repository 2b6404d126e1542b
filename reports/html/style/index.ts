import { safeColor } from '../../look/tokens.ts'
import type { Report } from '../../model.ts'
import { figures } from './figures.ts'
import { grid } from './grid.ts'
import { layout } from './layout.ts'
import { narrow } from './narrow.ts'
import { print } from './print.ts'
import { sessions } from './sessions.ts'
import { table } from './table.ts'
import { dark, light } from './tokens.ts'
import { verdict } from './verdict.ts'

/** The whole style sheet of a report: tokens for both schemes, and the colours of its strategies. */
export function styleSheet(report: Report, userCounts: readonly number[]): string {
  const colors = (scheme: 'light' | 'dark') =>
    report.strategies
      .map((strategy, i) => `:root{--s${i}:${safeColor(strategy.color[scheme])}}.s${i}{--c:var(--s${i})}`)
      .join('')
  const switches = userCounts
    .map((users) => `body:has(#users-${users}:checked) .at:not(.at-${users}){display:none}`)
    .join('')
  // Paper is white: the dark scheme is for screens alone, and every user count is printed.
  return `:root{${light}}${colors('light')}
@media screen and (prefers-color-scheme:dark){:root{${dark}}${colors('dark')}}
${layout}${verdict}${table}${figures}${sessions}${grid}
@media screen{${switches}}${narrow}${print}`
}
