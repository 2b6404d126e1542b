import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { basename, join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import type { RecordedRun, Timeline } from './contract.ts'
import { ReportError } from './errors.ts'
import { parseReport } from './json.ts'
import { type Sample, sampleSchema } from './model.ts'

/**
 * Reads a recorded run from its folder. Samples are read when a report asks for them, trial by trial, and only
 * the last trial's are kept. Throws a ReportError where the folder holds no run, or that of a newer bench.
 */
export function readRun(folder: string): RecordedRun {
  const report = parseReport(readReport(folder), join(folder, 'report.json'))
  // Until the files are read: what was recorded second by second.
  const nothing: Timeline = { cpu: [], memory: [], connections: [], waiting: [], loopDelay: [] }
  let last: { trialId: string; samples: readonly Sample[] } | undefined
  return {
    report,
    samples(trialId) {
      if (last?.trialId !== trialId) last = { trialId, samples: samplesOf(folder, trialId) }
      return last.samples
    },
    timeline: () => nothing,
  }
}

function readReport(folder: string): string {
  try {
    return readFileSync(join(folder, 'report.json'), 'utf8')
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new ReportError(`${folder} holds no report.json`, 'give the folder of a recorded run', error)
  }
}

/** A trial's folder is `<nn>-<strategy>`; its id is that name, or the `<nn>` of it. */
function folderOf(folder: string, trialId: string): string | undefined {
  const trials = join(folder, 'trials')
  try {
    const names = readdirSync(trials)
    const name =
      names.find((name) => name === trialId) ?? names.find((name) => name.startsWith(`${trialId}-`))
    return name === undefined ? undefined : join(trials, basename(name))
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function samplesOf(folder: string, trialId: string): Sample[] {
  const trial = folderOf(folder, trialId)
  if (trial === undefined) return []
  const file = join(trial, 'samples.ndjson')
  const samples: Sample[] = []
  let number = 0
  for (const line of linesOf(file)) {
    number++
    if (line !== '') samples.push(parseSample(line, `${file}:${number}`))
  }
  return samples.sort((a, b) => a.user - b.user || a.widget - b.widget)
}

function parseSample(line: string, where: string): Sample {
  try {
    return sampleSchema.parse(JSON.parse(line))
  } catch (error) {
    throw new ReportError(`${where} is no sample`, 'the file was cut off or changed', error)
  }
}

/** The lines of a file, read in pieces: a long trial's file need not fit in a string. */
function* linesOf(file: string): Generator<string> {
  let descriptor: number
  try {
    descriptor = openSync(file, 'r')
  } catch (error) {
    if (isMissing(error)) return
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

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}
