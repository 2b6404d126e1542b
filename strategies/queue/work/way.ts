import type { QueryResult } from '../../app/query/contract.ts'
import type { BlockingRequest } from '../../parts/blocking/caller.ts'

/** Sends the query of a job on the connection that it has, and resolves with the result. */
export type Ask = () => Promise<QueryResult>

/** In which way jobs wait for their queries. */
export interface Way {
  /** Does a job's work; rejects as `ask` does. */
  run(request: BlockingRequest, ask: Ask): Promise<QueryResult>
}

/** On the loop, which goes on meanwhile. */
export const onTheLoop: Way = { run: (_, ask) => ask() }
