import type { Report, Sample } from '../model.ts'

/** What a user waits for, in the order of time. */
export const stages = {
  reach: 'page',
  socket: 'socket',
  queued: 'queued for a job worker',
  wait: 'waiting for a connection',
  query: 'query',
  push: 'push',
} as const

export type Stage = keyof typeof stages

/** What a session waits for between asking for its query and the query's start. */
export type WaitStage = Extract<Stage, 'queued' | 'wait'>

/** In tables and beside small bars. */
export const stageWords: Readonly<Record<Stage, string>> = {
  reach: 'page',
  socket: 'socket',
  queued: 'queued',
  wait: 'waiting',
  query: 'query',
  push: 'push',
}

/**
 * The record has one stamp for the end of the wait. What was waited for follows from what a strategy says of
 * its roles: where the death of one only makes queries run again, that one holds no sessions and takes jobs.
 */
export function waitStageOf({ capabilities }: Pick<Report['strategies'][number], 'capabilities'>): WaitStage {
  const roles = Object.values((capabilities?.roles ?? {}) as object)
  return roles.some((role: { death?: unknown } | null) => role?.death === 'queries-rerun') ? 'queued' : 'wait'
}

/** A piece of one user's time, ms from the trial's zero. */
export interface Piece {
  readonly stage: Stage
  readonly fromMs: number
  readonly toMs: number
}

/**
 * Cuts the time of one chart, from the intended start to its end, into pieces that do not overlap. The query
 * starts with the page: so while it waits or runs, that is what the user waits for, whatever the client's own
 * stage is. What the server never reached lasts to the end.
 */
export function piecesOf(sample: Sample, wait: WaitStage = 'wait'): Piece[] {
  const start = sample.intended
  const end = sample.done ?? start
  const page = sample.page ?? end
  const socket = sample.socket ?? end
  const asked = sample.asked ?? end
  const connected = sample.connected ?? end
  const result = sample.result ?? end
  const stageAt = (at: number): Stage => {
    if (at >= connected && at < result) return 'query'
    if (at >= asked && at < connected) return wait
    if (at < page) return 'reach'
    return at < socket ? 'socket' : at >= result ? 'push' : 'socket'
  }
  const cuts = [start, page, socket, asked, connected, result, end]
    .filter((at) => at >= start && at <= end)
    .sort((a, b) => a - b)
  const pieces: Piece[] = []
  for (const [i, from] of cuts.entries()) {
    const to = cuts[i + 1]
    if (to === undefined || to === from) continue
    const stage = stageAt(from)
    const last = pieces.at(-1)
    if (last?.stage === stage) pieces[pieces.length - 1] = { ...last, toMs: to / 1_000 }
    else pieces.push({ stage, fromMs: from / 1_000, toMs: to / 1_000 })
  }
  return pieces
}

/** How long each stage took in all, ms. */
export function totals(pieces: readonly Piece[]): Record<Stage, number> {
  const sums: Record<Stage, number> = { reach: 0, socket: 0, queued: 0, wait: 0, query: 0, push: 0 }
  for (const piece of pieces) sums[piece.stage] += piece.toMs - piece.fromMs
  return sums
}
