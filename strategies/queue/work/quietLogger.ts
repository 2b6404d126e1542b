import { Logger } from 'graphile-worker'

/** graphile-worker's faults on stderr, and nothing of its everyday. */
export const quietLogger = new Logger(() => (level, message) => {
  if (level === 'error') console.error(`graphile-worker: ${message}`)
})
