import { originalOf } from '../errors.ts'
import { onInterrupt } from './interrupt.ts'
import { progress } from './progress.ts'

/**
 * Carries out `serve`, which is to end in order once its signal is aborted: by Ctrl-C or another signal to this
 * process. Being stopped is the end that is asked for, also while it still starts: it is no error. Any other
 * error rejects.
 */
export async function untilStopped(serve: (signal: AbortSignal) => Promise<void>): Promise<void> {
  using interrupt = onInterrupt(() =>
    progress(`${process.stdin.isTTY ? '\n' : ''}stopping (Ctrl-C again ends at once)`),
  )
  const { signal } = interrupt
  try {
    await serve(signal)
  } catch (error) {
    if (!signal.aborted || originalOf(error) !== signal.reason) throw error
  }
}

/** Resolves when `signal` is aborted. */
export function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    else signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}
