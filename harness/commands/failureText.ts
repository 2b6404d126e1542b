import { ReportError } from '../../reports/errors.ts'
import { harmless } from '../../reports/terminal/paint.ts'
import { BenchError, exitCodes, messageOf } from '../errors.ts'
import { wrap } from './layout.ts'

/** An error that a user reads takes no more lines than this, unless more was asked for. */
const MOST_LINES = 5

/** The word that every error begins with; whoever prints the lines may paint it. */
export const LABEL = 'error'

const INDENT = '  '

export interface TextOptions {
  /** Of the terminal; Infinity where there is none, so that nothing is broken. */
  readonly columns: number
  /** Everything, however long. */
  readonly verbose: boolean
  /** Of a fault of ours: where its whole trace lies; undefined where it could not be written. */
  readonly traceFile?: string | undefined
}

/** What is said of an error, before it is known how much room there is. */
interface Said {
  readonly message: string
  /** Lines; those of a failed process begin with a bar, and the last of them says the most. */
  readonly why: readonly string[]
  readonly hint: string | undefined
  /** Whether `--verbose` knows more. */
  readonly more: boolean
}

/**
 * An error as lines: what happened, why, what to do; at most five, unless `verbose`, and where something had to
 * be left out, the last line says how to see it.
 */
export function failureLines(error: unknown, options: TextOptions): string[] {
  // What a crashed process said must not steer the terminal.
  return linesOf(error, options).map(harmless)
}

function linesOf(error: unknown, options: TextOptions): string[] {
  const { message, why, hint, more } = said(error, options)
  const { columns, verbose } = options
  const telling = block(message, columns, `${LABEL} `, INDENT)
  const reasons = why.flatMap((line) => whyLines(line, columns, verbose))
  const ways = block(hint ?? '', columns, `${INDENT}→ `, `${INDENT}${INDENT}`)
  const all = [...telling, ...reasons, ...ways]
  if (verbose || (all.length <= MOST_LINES && !more)) return all
  // Of several things that are wrong, the beginning of each says more than the whole of the first.
  const beginnings = message.includes('\n') ? lineByLine(message, columns) : telling
  return [...fitted([beginnings, reasons, ways], MOST_LINES - 1, columns), `${INDENT}--verbose says more`]
}

function lineByLine(message: string, columns: number): string[] {
  return message
    .split('\n')
    .map((line, i) => (i === 0 ? `${LABEL} ${line}` : INDENT + line))
    .map((line) => shortened(line, columns))
}

function shortened(line: string, columns: number): string {
  return line.length > columns ? `${line.slice(0, columns - 1)}…` : line
}

/** Whether this is a fault of ours, and none that a user could do something about. */
export function isOurs(error: unknown): boolean {
  return !(error instanceof BenchError || error instanceof ReportError)
}

function said(error: unknown, options: TextOptions): Said {
  if (error instanceof BenchError || error instanceof ReportError) return toldTo(error, options.verbose)
  const frames = (error instanceof Error ? (error.stack ?? '') : '').split('\n').filter(isFrame)
  const trace = frames.map((line) => line.trim())
  const { verbose, traceFile } = options
  const whole = verbose || traceFile === undefined
  return {
    message: `a fault of bench itself: ${messageOf(error)}`,
    why: whole ? [...trace, ...causes(error)] : trace.slice(0, 1),
    hint: `please report it, with ${traceFile ?? 'these lines'}`,
    more: false,
  }
}

function toldTo(error: BenchError | ReportError, verbose: boolean): Said {
  const { message, hint } = error
  const output = 'output' in error ? (error.output?.trim() ?? '') : ''
  const outputLines = output === '' ? [] : output.split('\n').map((line) => `| ${line}`)
  const reasons = causes(error).filter((line) => !message.includes(line.replace(/^because: /, '')))
  if (verbose) {
    const trace = (deepest(error).stack ?? '').split('\n').filter(isFrame)
    return { message, why: [...reasons, ...outputLines, ...trace.map(trim)], hint, more: false }
  }
  const wrong = error instanceof ReportError || error.exitCode === exitCodes.wrongUse
  const telling = outputLines.filter((line) => !isNoise(line))
  const why = telling.length > 0 ? telling.slice(-2) : wrong ? [] : reasons.slice(0, 1)
  const shown = outputLines.length <= 2 && (outputLines.length === 0 || reasons.length === 0)
  return { message, why, hint, more: !shown || reasons.length > 1 }
}

/** What lies behind an error, the nearest first. */
function causes(error: unknown): string[] {
  const found: string[] = []
  for (
    let cause = error instanceof Error ? error.cause : undefined;
    cause !== undefined && found.length < 10;
    cause = cause instanceof Error ? cause.cause : undefined
  )
    found.push(`because: ${messageOf(cause)}`)
  return found
}

/** Where it began. */
function deepest(error: Error): Error {
  return error.cause instanceof Error ? deepest(error.cause) : error
}

function isFrame(line: string): boolean {
  return /^\s+at /.test(line)
}

/** Lines of a crash that tell a user nothing: brackets, frames, the version of Node. */
function isNoise(line: string): boolean {
  return /^\| (\s*[{}[\]()^,;]*\s*|\s*at .*|Node\.js v.*|\s+\w+: .*)$/.test(line)
}

function trim(text: string): string {
  return text.trim()
}

/** A text as lines, each of its own lines broken at spaces. Empty where the text is. */
function block(text: string, columns: number, first: string, others: string): string[] {
  if (text === '') return []
  const wrapped = text
    .split('\n')
    .flatMap((line) => wrap(line, columns - Math.max(first.length, others.length)))
  return wrapped.map((line, i) => (i === 0 ? first : others) + line)
}

/** What a process said and where code stood is not broken, since its lines mean something, but cut. */
function whyLines(line: string, columns: number, verbose: boolean): string[] {
  // Where code stood is left whole, so that it can be copied, however deep its folder lies.
  if (line.startsWith('at ') || (verbose && line.startsWith('| '))) return [INDENT + line]
  if (!line.startsWith('| ')) return block(line, columns, INDENT, `${INDENT}${INDENT}`)
  return [shortened(INDENT + line, Math.min(columns, 300))]
}

/** As much of every block as there is room for, line by line in turn; what to do comes first. */
function fitted(
  [message, why, hint]: readonly [string[], string[], string[]],
  most: number,
  columns: number,
): string[] {
  const taken = { hint: 0, message: 0, why: 0 }
  const lengths = { hint: hint.length, message: message.length, why: why.length }
  const names = ['hint', 'message', 'why'] as const
  for (let left = most, turn = 0; left > 0 && names.some((name) => taken[name] < lengths[name]); turn++) {
    const name = names[turn % names.length]!
    if (taken[name] === lengths[name]) continue
    taken[name]++
    left--
  }
  return [
    ...cut(message, taken.message, columns),
    // The end of what a process said tells more than its beginning.
    ...why.slice(why.length - taken.why),
    ...cut(hint, taken.hint, columns),
  ]
}

function cut(lines: readonly string[], most: number, columns: number): string[] {
  const kept = lines.slice(0, most)
  if (lines.length <= most) return kept
  return kept.map((line, i) =>
    i === most - 1 ? `${shortened(line, columns - 2).replace(/…$/, '')} …` : line,
  )
}
