import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { loopDelayMs } from '../../reports/recorded/heartbeat.ts'

/** What the probes of a target's processes saw during the measurement. */
export interface ServerView {
  /** Whether there was any probe: a target in another language has none. */
  readonly seen: boolean
  readonly queries: number
  readonly misroutes: number
  readonly reattached: number
  readonly cancelled: number
  /** Sessions by the worker that held them. */
  readonly sessions: ReadonlyMap<string, number>
  /** Peaks over the seconds of the measurement. */
  readonly connectionsInUse: number
  readonly connectionsWaiting: number
  /** The longest that a serving loop did not turn, ms. */
  readonly loopDelayMs: number
}

interface ProbeLine {
  readonly type: 'event' | 'counters'
  readonly worker: string
  readonly at: number
  readonly event?: string
  readonly inUse?: number
  readonly waiting?: number
  readonly loopUs?: number
}

/** Reads the probe files in `folder`, for what lies between the two stamps (CLOCK_MONOTONIC, µs). */
export async function readServerView(folder: string, fromUs: number, toUs: number): Promise<ServerView> {
  const counts = new Map<string, number>()
  const sessions = new Map<string, number>()
  const peaks = { inUse: 0, waiting: 0, loopUs: 0 }
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ndjson'))
  for (const file of files) {
    for await (const text of createInterface({ input: createReadStream(join(folder, file)) })) {
      const line = parse(text)
      if (!line || line.at < fromUs || line.at > toUs) continue
      if (line.type === 'counters') {
        peaks.inUse = Math.max(peaks.inUse, line.inUse ?? 0)
        peaks.waiting = Math.max(peaks.waiting, line.waiting ?? 0)
        peaks.loopUs = Math.max(peaks.loopUs, line.loopUs ?? 0)
      } else if (line.event) {
        counts.set(line.event, (counts.get(line.event) ?? 0) + 1)
        if (line.event === 'created') sessions.set(line.worker, (sessions.get(line.worker) ?? 0) + 1)
      }
    }
  }
  return {
    seen: files.length > 0,
    queries: counts.get('connected') ?? 0,
    misroutes: counts.get('misrouted') ?? 0,
    reattached: counts.get('reattached') ?? 0,
    cancelled: counts.get('cancelled') ?? 0,
    sessions,
    connectionsInUse: peaks.inUse,
    connectionsWaiting: peaks.waiting,
    loopDelayMs: loopDelayMs(peaks.loopUs),
  }
}

/** The last line of a process that was killed may be cut short. */
function parse(text: string): ProbeLine | undefined {
  try {
    return JSON.parse(text) as ProbeLine
  } catch {
    return undefined
  }
}
