import { setTimeout } from 'node:timers/promises'

/** Between attempts. */
const AGAIN_MS = 500

/**
 * Starts what takes the place of something that has ended: again and again until it succeeds. `what` names it
 * where it does not. Resolves with undefined once `signal` is aborted.
 */
export async function startAgain<T>(
  what: string,
  signal: AbortSignal,
  start: () => Promise<T>,
): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await start()
    } catch (error) {
      if (signal.aborted) return undefined
      console.error(`${what} could not be replaced:`, error)
      // Rejects only where it is aborted, which the loop asks for.
      await setTimeout(AGAIN_MS, undefined, { signal }).catch(() => {})
    }
  }
  return undefined
}
