import { setTimeout } from 'node:timers/promises'
import type { Backoff } from './backoff.ts'

/** What is started again, and after what. */
export interface Again {
  /** Names it in what is told. */
  readonly what: string
  /** Of its line: the same for all successors of one. */
  readonly backoff: Backoff
  /** How long the one before it has served. */
  readonly livedMs: number
  /** After it nothing is started any more. */
  readonly signal: AbortSignal
}

/**
 * Starts what takes the place of something that has ended: again and again until it succeeds, with pauses that
 * grow. Resolves with undefined once `signal` is aborted.
 */
export async function startAgain<T>(again: Again, start: () => Promise<T>): Promise<T | undefined> {
  const { what, backoff, signal } = again
  if (signal.aborted) return undefined
  let pauseMs = backoff.next(again.livedMs)
  if (pauseMs > 0) console.error(`${what} ends again and again; the next one starts in ${pauseMs / 1_000} s`)
  while (!signal.aborted) {
    // Rejects only where it is aborted, which is asked next.
    if (pauseMs > 0) await setTimeout(pauseMs, undefined, { signal }).catch(() => {})
    if (signal.aborted) return undefined
    try {
      return await start()
    } catch (error) {
      if (signal.aborted) return undefined
      pauseMs = backoff.next(0)
      const reason = error instanceof Error ? error.message : String(error)
      console.error(`${what} could not be replaced, and is tried again in ${pauseMs / 1_000} s: ${reason}`)
    }
  }
  return undefined
}
