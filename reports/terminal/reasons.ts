import type { Group } from '../groups.ts'
import type { Cell, Report, Verdict } from '../model.ts'
import { sentence } from '../units.ts'
import type { Paint } from './paint.ts'
import { wrap } from './wrap.ts'

/** Why cells are not VALID, and why those that are lack a trial: once for all that share it. */
export function reasonLines(report: Report, group: Group, columns: number, paint: Paint): string[] {
  const told = group.cells.flatMap((cell) => toldOf(report, cell))
  const alike = Map.groupBy(told, ({ text }) => text)
  return [...alike].flatMap(([text, those]) => {
    const names = those.map(({ strategy }) => strategy).join(', ')
    const [first, ...rest] = wrap(`${names}: ${text}`, columns - 2)
    return [`${paint.verdict(those[0]!.tone, '!')} ${first}`, ...rest.map((line) => `  ${line}`)]
  })
}

function toldOf(report: Report, cell: Cell): { strategy: string; tone: Verdict; text: string }[] {
  const valid = cell.verdict === 'VALID'
  const trials = report.trials.filter((trial) => trial.cell === cell.id && trial.verdict !== 'VALID')
  const own = valid ? [] : cell.reasons
  const found = own.length > 0 ? own : trials.flatMap((trial) => trial.reasons)
  if (found.length === 0) return []
  const what = valid ? `${trials.length} left out` : cell.verdict
  const text = `${what}. ${found.map(sentence).join(' ')}`
  return [{ strategy: cell.key.strategy, tone: valid ? 'INVALID' : cell.verdict, text }]
}
