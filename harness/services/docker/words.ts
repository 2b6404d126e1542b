import { BenchError, messageOf } from '../../errors.ts'

/** All that is known of why a container failed: the engine's words, and what was printed in it. */
export function wordsOf(error: unknown): string {
  return `${messageOf(error)}\n${(error instanceof BenchError && error.output) || ''}`
}

/** What engines and servers say of a port that somebody has. */
const PORT_TAKEN = /address (is )?already in use|port is already allocated/i

/** Whether a container failed because somebody has its port. */
export function isPortTaken(error: unknown): boolean {
  return PORT_TAKEN.test(wordsOf(error))
}
