import { BenchError, exitCodes } from '../errors.ts'

/** An orderly end that was asked for by a signal. */
export interface Interrupt extends Disposable {
  /** Aborted with a BenchError that leads to the exit code of an interruption. */
  readonly signal: AbortSignal
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * The first SIGINT, SIGTERM or SIGHUP aborts `signal`, after `tell`; a second one ends this process at once,
 * and leaves what was started to `bench doctor --clean`. Disposal gives the signals back.
 */
export function onInterrupt(tell: () => void): Interrupt {
  const controller = new AbortController()
  const interrupt = () => {
    if (controller.signal.aborted) {
      process.stderr.write('ended at once; bench doctor --clean ends what is left\n')
      process.exit(exitCodes.interrupted)
    }
    tell()
    controller.abort(
      new BenchError('INTERRUPTED', 'stopped before anything was recorded', {
        exitCode: exitCodes.interrupted,
      }),
    )
  }
  for (const name of signals) process.on(name, interrupt)
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const name of signals) process.off(name, interrupt)
    },
  }
}
