import { causesOf } from '../errors.ts'
import { onInterrupt } from './interrupt.ts'
import { progress } from './progress.ts'

/**
 * Carries out `serve`, which is to end in order once its signal is aborted: by Ctrl-C or another signal to this
 * process. Being stopped is the end that is asked for, also while it still starts: it is no error. Any other
 * error rejects, that of an end which has left something behind included.
 */
export async function untilStopped(serve: (signal: AbortSignal) => Promise<void>): Promise<void> {
  using interrupt = onInterrupt(tellStopping)
  const { signal } = interrupt
  try {
    await serve(signal)
  } catch (error) {
    const others = causesOf(error).filter((one) => !signal.aborted || one !== signal.reason)
    if (others.length > 0) throw others.length === 1 ? others[0] : error
  }
}

/** What whoever has pressed Ctrl-C is told, below the line with the terminal's ^C. */
export function tellStopping(): void {
  progress(`${process.stdin.isTTY ? '\n' : ''}stopping (Ctrl-C again ends at once)`)
}

/** Resolves when `signal` is aborted. */
export function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    else signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}
