/** Names in Postgres have at most 63 bytes; a schema's end tells it from others better than its beginning. */
const MOST_OF_A_SCHEMA = 40

/** A web process and its channel: channels are common to a whole database. */
export function channelName(schema: string, worker: string): string {
  return `${schema.slice(-MOST_OF_A_SCHEMA)}/${worker}`
}

/** What all connections of a worker process are called, by which a successor finds those that linger. */
export function workerApplication(schema: string): string {
  return `bench/worker of ${schema.slice(-MOST_OF_A_SCHEMA)}`
}
