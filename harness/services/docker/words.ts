import { BenchError, messageOf } from '../../errors.ts'

/** All that is known of why a container failed: the engine's words, and what was printed in it. */
export function wordsOf(error: unknown): string {
  return `${messageOf(error)}\n${(error instanceof BenchError && error.output) || ''}`
}
