import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { RecordedRun } from './contract.ts'
import { ReportError } from './errors.ts'
import { parseReport } from './json.ts'
import { type Sample, sampleSchema } from './model.ts'
import { isMissing, linesOf } from './recorded/lines.ts'
import { emptyTimeline, readTimeline } from './recorded/timeline.ts'

/**
 * Reads a recorded run from its folder. Samples are read when a report asks for them, trial by trial, and only
 * the last trial's are kept; timelines are read at each call. Throws a ReportError where the folder holds no run, or that of a newer bench.
 */
export function readRun(folder: string): RecordedRun {
  const report = parseReport(readReport(folder), join(folder, 'report.json'))
  let last: { trialId: string; samples: readonly Sample[] } | undefined
  return {
    report,
    samples(trialId) {
      if (last?.trialId !== trialId) last = { trialId, samples: samplesOf(folder, trialId) }
      return last.samples
    },
    timeline(trialId) {
      const trial = folderOf(folder, trialId)
      const measuredMs = report.trials.find(({ id }) => id === trialId)?.measuredMs ?? null
      return trial === undefined ? emptyTimeline : readTimeline(trial, measuredMs)
    },
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
