import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { RecordedRun } from './contract.ts'
import { ReportError } from './errors.ts'
import { parseReport } from './json.ts'
import { type Sample, sampleSchema } from './model.ts'
import { cached } from './recorded/cache.ts'
import { isNotFound, linesOf } from './recorded/lines.ts'
import { emptyTimeline, readTimeline } from './recorded/timeline.ts'

/** So many samples are kept in all, some 100 MB of them: makers of charts go over all trials, one maker after the other. */
const KEPT_SAMPLES = 200_000

/**
 * Reads a recorded run from its folder. Samples are read when a report asks for them, trial by trial, and those of
 * the trials asked for last are kept; timelines are read at each call. Throws a ReportError where the folder holds no run, or that of a newer bench.
 */
export function readRun(folder: string): RecordedRun {
  const report = parseReport(readReport(folder), join(folder, 'report.json'))
  return {
    report,
    samples: cached((trialId) => samplesOf(folder, trialId), KEPT_SAMPLES),
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
    if (!isNotFound(error)) throw error
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
    if (isNotFound(error)) return undefined
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
