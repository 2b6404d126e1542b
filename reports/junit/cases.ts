import type { Cell, Report } from '../model.ts'
import { isJudged } from '../objectives.ts'
import { sentence } from '../units.ts'

/** What a test case came to, and why where it did not pass. */
export interface Outcome {
  readonly is: 'passed' | 'skipped' | 'failure' | 'error'
  /** The kind of a failure or error: a verdict, or "objective". */
  readonly type: string
  readonly message: string
}

/** One test case of a cell's suite. */
export interface TestCase {
  readonly name: string
  readonly outcome: Outcome
}

/** That the cell is valid has a test case of its own, so that a cell without objectives has one too. */
const VALIDITY = 'is VALID'

const passed: Outcome = { is: 'passed', type: '', message: '' }

/**
 * The test cases of a cell: its validity, then each objective of the scenario. They are red where the exit code
 * of the run is not 0:
 *
 * - INVALID is an error: the harness or the machine failed, and nothing is known of the strategy. So is
 *   INTERRUPTED.
 * - FAILED is a failure: the strategy was seen to do wrong.
 * - OVERLOADED is a failure where one strategy was asked for. Among several a collapse is what the comparison is
 *   to show: skipped, with the reason. Its missed objectives are failures all the same.
 * - SKIPPED is skipped; so is an objective for which n is too small.
 *
 * An objective that was not judged shares the outcome of its cell.
 */
export function casesOf(report: Report, cell: Cell): TestCase[] {
  const validity = validityOf(report, cell)
  const judged: TestCase[] = (isJudged(cell) ? cell.objectives : []).map((one) => ({
    name: one.expression,
    outcome: objectiveOutcome(one),
  }))
  const names = new Set(judged.map(({ name }) => name))
  const others = objectivesOf(report).filter((expression) => !names.has(expression))
  const unjudged: Outcome = {
    ...(validity.is === 'passed' ? { ...passed, is: 'skipped' } : validity),
    message: `not judged: ${validity.message || 'the run holds no figure for it'}`,
  }
  return [
    { name: VALIDITY, outcome: validity },
    ...judged,
    ...others.map((name) => ({ name, outcome: unjudged })),
  ]
}

function validityOf(report: Report, { verdict, reasons }: Cell): Outcome {
  if (verdict === 'VALID') return passed
  const message = `${verdict}: ${reasons.map(sentence).join(' ') || 'no trial was recorded.'}`
  if (verdict === 'SKIPPED') return { is: 'skipped', type: verdict, message }
  if (verdict === 'OVERLOADED') {
    return { is: report.strategies.length > 1 ? 'skipped' : 'failure', type: verdict, message }
  }
  return { is: verdict === 'FAILED' ? 'failure' : 'error', type: verdict, message }
}

function objectiveOutcome({ expression, result, value }: Cell['objectives'][number]): Outcome {
  if (result === 'met') return passed
  return result === 'missed'
    ? { is: 'failure', type: 'objective', message: `${expression} is missed: ${value}` }
    : { is: 'skipped', type: 'objective', message: `n too small for ${expression}: ${value}` }
}

/** The objectives of the scenario, which cells that were not judged do not repeat. */
function objectivesOf({ run, cells }: Report): string[] {
  const { objectives } = run.scenario
  const planned = Array.isArray(objectives) ? objectives.filter((one) => typeof one === 'string') : []
  return [...new Set([...planned, ...cells.flatMap((cell) => cell.objectives.map((one) => one.expression))])]
}
