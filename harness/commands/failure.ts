import { styleText } from 'node:util'
import { ReportError } from '../../reports/errors.ts'
import { BenchError, exitCodes, messageOf, originalOf } from '../errors.ts'

/** Where a fault of ours is to be told. */
const ISSUES = 'the issue tracker named in package.json'

/** More than this says nothing that the first lines do not. */
const MOST_LINES = 3
const WIDEST_LINE = 300

/**
 * Says on stderr what happened, why and what to do, in a few lines, and sets the exit code. Only a fault of
 * ours shows a stack trace.
 */
export function reportFailure(failure: unknown): void {
  const error = originalOf(failure)
  if (error instanceof ReportError) {
    say(error.message, error.hint)
    process.exitCode = exitCodes.wrongUse
  } else if (error instanceof BenchError) {
    if (error.exitCode === exitCodes.interrupted) process.stderr.write(`${error.message}\n`)
    else say(error.message, error.hint)
    if (error.exitCode !== exitCodes.wrongUse) sayWhy(error)
    process.exitCode = error.exitCode
  } else {
    say(`a fault of bench itself: ${messageOf(error)}`, `please report it with what follows at ${ISSUES}`)
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exitCode = exitCodes.ourFault
  }
}

/** The word that every error begins with. */
export function errorLabel(): string {
  return styleText(['red', 'bold'], 'error', { stream: process.stderr })
}

function say(message: string, hint: string | undefined): void {
  const lines = message.split('\n').map((line) => line.slice(0, WIDEST_LINE))
  const more = lines.length > MOST_LINES ? [`… and ${lines.length - MOST_LINES} more`] : []
  process.stderr.write(`${errorLabel()} ${[...lines.slice(0, MOST_LINES), ...more].join('\n  ')}\n`)
  for (const line of hint?.split('\n') ?? []) process.stderr.write(`  ${line}\n`)
}

/** The end of what the failed process said, or else the cause, unless the message holds it already. */
function sayWhy(error: BenchError): void {
  const output = error.output?.trim() ?? ''
  if (output !== '') {
    for (const line of output.split('\n').slice(-MOST_LINES))
      process.stderr.write(`  | ${line.slice(0, WIDEST_LINE)}\n`)
    return
  }
  const why = error.cause === undefined ? '' : messageOf(error.cause)
  if (why !== '' && !error.message.includes(why)) process.stderr.write(`  because: ${why}\n`)
}
