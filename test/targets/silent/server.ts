import { serveCheating } from '../cheat.ts'

serveCheating({
  prepare:
    () =>
    (_, __, { signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
})
