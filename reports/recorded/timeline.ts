import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Timeline } from '../contract.ts'
import { ReportError } from '../errors.ts'
import { isNotFound, recordsOf } from './lines.ts'
import { loopDelayOf } from './loops.ts'
import { clockSchema, connectionSchema, resourceSchema } from './schemas.ts'
import { usageOf } from './usage.ts'

/** As of a trial of which nothing was recorded second by second. */
export const emptyTimeline: Timeline = { cpu: [], memory: [], connections: [], loopDelay: [] }

/**
 * Reads what was busy in the trial of a folder, line by line. `measuredMs` is when its measurement ended; null
 * where that is not known. A file that is missing gives an empty list; a damaged one is a ReportError.
 */
export function readTimeline(folder: string, measuredMs: number | null): Timeline {
  const zeroUs = zeroOf(join(folder, 'clock.json'))
  return {
    ...usageOf(recordsOf(join(folder, 'resources.ndjson'), resourceSchema)),
    connections: connectionsOf(join(folder, 'connections.ndjson')),
    loopDelay:
      zeroUs === undefined
        ? []
        : loopDelayOf(join(folder, 'target'), zeroUs, measuredMs ?? Number.POSITIVE_INFINITY),
  }
}

function connectionsOf(file: string): Timeline['connections'] {
  return [...recordsOf(file, connectionSchema)].map(({ atUs, connections, active }) => ({
    atMs: atUs / 1_000,
    held: connections,
    active,
  }))
}

/** Undefined where the trial was recorded without it: its probes' stamps cannot be placed. */
function zeroOf(file: string): number | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
  try {
    return clockSchema.parse(JSON.parse(text)).zeroUs
  } catch (error) {
    throw new ReportError(`${file} cannot be read`, 'the file was cut off or changed', error)
  }
}
