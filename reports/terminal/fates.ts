import { failures, fatesIn, faultPlan, faultsIn } from '../fates.ts'
import type { Group } from '../groups.ts'
import type { Report } from '../model.ts'
import { duration, whole } from '../units.ts'
import { marks, type Paint } from './paint.ts'
import { wrap } from './wrap.ts'

const SHORTEST_NAME = 10
/** The last column: from the first fault until all charts that came were there. */
const header = ['kept', 'reattached', 're-queried', 'failed', 'lost', 'all there after'] as const

/** What was done to the parts, and what became of the charts: nothing where the scenario has no faults. */
export function fateLines(report: Report, group: Group, columns: number, paint: Paint): string[] {
  const faults = faultsIn(report, group)
  if (faults.length === 0) return []
  const done = wrap(faultPlan(faults), columns - 13)
  const plan = done.map((line, i) => `${paint.dim((i === 0 ? 'faults' : '').padEnd(11))}  ${line}`)
  const all = fatesIn(report, group)
  if (all.length === 0) return plan
  const rest = header.reduce((sum, head) => sum + head.length + 2, 0)
  const longest = Math.max(8, ...all.map(({ cell }) => cell.key.strategy.length)) + 2
  const width = Math.max(SHORTEST_NAME, Math.min(longest, columns - rest))
  const heads = header.map((head) => head.padStart(head.length + 2)).join('')
  const rows = all.map(({ cell, fates, recoveryMs }) => {
    const mark = report.strategies.find(({ name }) => name === cell.key.strategy)?.mark ?? 'plus'
    const name = shorten(`  ${cell.key.strategy}`, width).padEnd(width).slice(1)
    const values = [
      ...[fates.kept, fates.reattached, fates.requeried, failures(fates), fates.lost].map(whole),
      recoveryMs === null ? '–' : duration(recoveryMs).replace('\u00a0', ''),
    ]
    const cells = values.map((value, i) => {
      const text = value.padStart(header[i]!.length + 2)
      return header[i] === 'lost' && fates.lost > 0 ? paint.bad(text) : text
    })
    return paint.mark(mark, marks[mark]) + name + cells.join('')
  })
  const errors = all
    .filter((one) => one.errors.length > 0)
    .map(({ cell, errors }) => `${cell.key.strategy} ${errors.join(', ')}`)
  const told = errors.length > 0 ? wrap(errors.join('; '), columns - 13) : []
  return [
    ...plan,
    paint.dim(`${'  charts'.padEnd(width)}${heads}`),
    ...rows,
    ...told.map((line, i) => `${paint.dim((i === 0 ? 'failed with' : '').padEnd(11))}  ${line}`),
  ]
}

function shorten(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text
}
