import { closeSync, openSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import type { z } from 'zod'
import { ReportError } from '../errors.ts'

/** The lines of a file, read in pieces: a long trial's file need not fit in a string. None where it is missing. */
export function* linesOf(file: string): Generator<string> {
  let descriptor: number
  try {
    descriptor = openSync(file, 'r')
  } catch (error) {
    if (isNotFound(error)) return
    throw error
  }
  try {
    const piece = Buffer.allocUnsafe(1 << 16)
    const decoder = new StringDecoder('utf8')
    let rest = ''
    for (let length = readSync(descriptor, piece); length > 0; length = readSync(descriptor, piece)) {
      const lines = (rest + decoder.write(piece.subarray(0, length))).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
    if (rest !== '') yield rest
  } finally {
    closeSync(descriptor)
  }
}

/**
 * What the lines of an ndjson file hold. A last line that was cut off, as by a kill, is left out; any other that
 * is none of the schema's is a ReportError.
 */
export function* recordsOf<T>(file: string, schema: z.ZodType<T>): Generator<T> {
  let number = 0
  let cut: { readonly line: number; readonly error: unknown } | undefined
  for (const line of linesOf(file)) {
    number++
    if (line === '') continue
    if (cut) throw damaged(file, cut.line, cut.error)
    const value = jsonOf(line)
    if ('error' in value) cut = { line: number, error: value.error }
    else yield checked(value.json, schema, file, number)
  }
}

function jsonOf(line: string): { readonly json: unknown } | { readonly error: unknown } {
  try {
    return { json: JSON.parse(line) }
  } catch (error) {
    return { error }
  }
}

function checked<T>(json: unknown, schema: z.ZodType<T>, file: string, line: number): T {
  const result = schema.safeParse(json)
  if (!result.success) throw damaged(file, line, result.error)
  return result.data
}

function damaged(file: string, line: number, error: unknown): ReportError {
  return new ReportError(`${file}:${line} cannot be read`, 'the file was cut off or changed', error)
}

/** Whether a file or folder was not there. */
export function isNotFound(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}
