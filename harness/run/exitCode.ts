import type { Report, Verdict } from '../../reports/model.ts'
import { type ExitCode, exitCodes } from '../errors.ts'

/**
 * The exit code of a run, in the documented order of precedence: interrupted, invalid, failed, missed. A
 * strategy that collapses within a matrix is a result; asked for alone it is a miss. Where all was skipped
 * nothing was measured, which is not what was asked for.
 */
export function exitCodeOf(report: Report): ExitCode {
  if (report.run.interrupted) return exitCodes.interrupted
  const has = (verdict: Verdict) => report.cells.some((cell) => cell.verdict === verdict)
  if (has('INVALID')) return exitCodes.invalid
  if (has('FAILED')) return exitCodes.failed
  const alone = report.strategies.length === 1
  const missed = report.cells.some((cell) => cell.objectives.some((one) => one.result === 'missed'))
  if (missed || (alone && has('OVERLOADED'))) return exitCodes.missed
  const nothing = report.cells.length > 0 && report.cells.every((cell) => cell.verdict === 'SKIPPED')
  return nothing ? exitCodes.machineLacks : exitCodes.done
}
