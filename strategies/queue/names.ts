const LONGEST_NAME = 63

/** Names in Postgres have at most 63 bytes; a schema's end tells it from others better than its beginning. */
const MOST_OF_A_SCHEMA = 40

/** A web process and its channel: channels are common to a whole database. */
export function channelName(schema: string, worker: string): string {
  return `${schema.slice(-MOST_OF_A_SCHEMA)}/${worker}`
}

/**
 * What all connections of a worker process are called, and what it locks jobs as. By this a successor, which
 * has the same `name`, finds what lingers, and other workers see that it is alive.
 */
export function workerApplication(schema: string, name: string): string {
  const rest = ' of '
  const room = LONGEST_NAME - workerPrefix.length - Buffer.byteLength(name) - rest.length
  return `${workerPrefix}${name}${rest}${schema.slice(-room)}`
}

/** How the names of all workers' connections begin. */
export const workerPrefix = 'bench/'
