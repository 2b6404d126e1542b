import { exitCodes } from '../errors.ts'

/** An orderly end that was asked for by a signal. */
export interface Interrupt {
  readonly signal: AbortSignal
  /** To be called when nothing is left to interrupt. */
  done(): void
}

/**
 * The first SIGINT, SIGTERM or SIGHUP aborts `signal`; a second one ends this process at once, and leaves
 * what was started to `bench doctor --clean`.
 */
export function onInterrupt(tell: () => void): Interrupt {
  const controller = new AbortController()
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    tell()
    controller.abort(new Error('interrupted'))
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, interrupt)
  return {
    signal: controller.signal,
    done: () => {
      for (const signal of signals) process.off(signal, interrupt)
    },
  }
}
