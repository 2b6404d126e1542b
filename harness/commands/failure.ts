import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect, styleText } from 'node:util'
import { BenchError, exitCodes, originalOf } from '../errors.ts'
import { privateFolder, stateFolder } from '../lifecycle/folders.ts'
import { failureLines, isOurs, LABEL } from './failureText.ts'

/**
 * Says on stderr what happened, why and what to do, in a few lines (all that is known with `--verbose`), and
 * sets the exit code. Of a fault of ours the whole trace is kept in a file, since it may not happen again.
 */
export function reportFailure(failure: unknown): void {
  const error = originalOf(failure)
  process.exitCode = exitCodeOf(error)
  if (process.exitCode === exitCodes.interrupted && error instanceof BenchError) {
    process.stderr.write(`${error.message}\n`)
    return
  }
  const verbose = process.argv.includes('--verbose')
  const traceFile = isOurs(error) ? keepTrace(failure) : undefined
  say(failureLines(error, { columns: errorColumns(), verbose, traceFile }))
}

function exitCodeOf(error: unknown): number {
  if (isOurs(error)) return exitCodes.ourFault
  return error instanceof BenchError ? error.exitCode : exitCodes.wrongUse
}

function say([first = '', ...others]: readonly string[]): void {
  const label = styleText(['red', 'bold'], LABEL, { stream: process.stderr })
  process.stderr.write(`${[label + first.slice(LABEL.length), ...others].join('\n')}\n`)
}

/** Of the terminal. Where there is none, nothing breaks lines that somebody may search; COLUMNS may. */
function errorColumns(): number {
  const columns = process.stderr.isTTY ? process.stderr.columns : Number(process.env.COLUMNS)
  return columns >= 20 ? columns : Number.POSITIVE_INFINITY
}

/** The path of the file; undefined where it cannot be written, which must not hide the fault itself. */
function keepTrace(failure: unknown): string | undefined {
  try {
    const folder = privateFolder(join(stateFolder(), 'chartbench', 'faults'))
    const file = join(
      folder,
      `${new Date().toISOString().slice(0, 19).replaceAll(':', '')}-${process.pid}.txt`,
    )
    writeFileSync(file, `${process.argv.join(' ')}\n${inspect(failure, { depth: 6 })}\n`, { mode: 0o600 })
    return file
  } catch {
    return undefined
  }
}
