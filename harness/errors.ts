import { nearestNames } from './nearest.ts'

/** Exit codes of the command line, as docs and `--help` list them. */
export const exitCodes = {
  done: 0,
  ourFault: 1,
  wrongUse: 2,
  machineLacks: 3,
  failed: 4,
  missed: 5,
  regression: 6,
  invalid: 7,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/**
 * An error that a user can do something about: what happened (`message`), what to do (`hint`), the exit code
 * it leads to, and the tail of the output of a process that failed.
 */
export class BenchError extends Error {
  override readonly name = 'BenchError'
  readonly code: string
  readonly exitCode: ExitCode
  readonly hint: string | undefined
  readonly output: string | undefined

  constructor(
    code: string,
    message: string,
    options: { exitCode: ExitCode; hint?: string; output?: string; cause?: unknown },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.exitCode = options.exitCode
    this.hint = options.hint
    this.output = options.output
  }
}

/** Wrong use of the command line or of a document that the user wrote. */
export function wrongUse(message: string, hint?: string): BenchError {
  return new BenchError('WRONG_USE', message, { exitCode: exitCodes.wrongUse, ...(hint ? { hint } : {}) })
}

/**
 * An unknown name, with those that it was probably meant to be, and all that are valid. `found` is what there
 * is beside the valid ones, such as a file of that name.
 */
export function unknownName(
  what: string,
  name: string,
  valid: readonly string[],
  found: readonly string[] = [],
): BenchError {
  const near = [...found, ...nearestNames(name, valid)]
  const meant = near.length > 0 ? `did you mean ${near.join(' or ')}?\n` : ''
  return wrongUse(`unknown ${what}: ${name || '(nothing)'}`, `${meant}valid: ${valid.join(', ')}`)
}

/**
 * The failure that came first: an error that is thrown while something is disposed of (SuppressedError), or
 * together with others (AggregateError), hides it.
 */
export function originalOf(error: unknown): unknown {
  return causesOf(error)[0]
}

/** All the errors that one stands for, the first to have happened first. */
export function causesOf(error: unknown): unknown[] {
  if (error instanceof SuppressedError) return [...causesOf(error.suppressed), ...causesOf(error.error)]
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.flatMap(causesOf)
  return [error]
}

export function messageOf(error: unknown): string {
  const original = originalOf(error)
  if (original !== error) return messageOf(original)
  return error instanceof Error ? error.message || error.name : String(error)
}
