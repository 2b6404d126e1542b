import { styleText } from 'node:util'
import { ReportError } from '../../reports/errors.ts'
import { BenchError, exitCodes, messageOf } from '../errors.ts'

/** Where a fault of ours is to be told. */
const ISSUES = 'the issue tracker named in package.json'

/**
 * Says on stderr what happened, why and what to do, in a few lines, and sets the exit code. Only a fault of
 * ours shows a stack trace.
 */
export function reportFailure(error: unknown): void {
  if (error instanceof ReportError) {
    say(error.message, error.hint)
    process.exitCode = exitCodes.wrongUse
  } else if (error instanceof BenchError) {
    say(error.message, error.hint)
    const tail = error.output?.trim().split('\n').slice(-3) ?? []
    for (const line of tail) process.stderr.write(`  | ${line.slice(0, 200)}\n`)
    if (tail.length === 0 && error.cause !== undefined)
      process.stderr.write(`  because: ${messageOf(error.cause)}\n`)
    process.exitCode = error.exitCode
  } else {
    say(`a fault of bench itself: ${messageOf(error)}`, `please report it with what follows at ${ISSUES}`)
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exitCode = exitCodes.ourFault
  }
}

function say(message: string, hint: string | undefined): void {
  const label = styleText(['red', 'bold'], 'error', { stream: process.stderr })
  process.stderr.write(`${label} ${message}\n`)
  if (hint) process.stderr.write(`  ${hint}\n`)
}
