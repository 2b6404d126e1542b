import type { ErrorCode } from '../app/protocol/codes.ts'
import type { QueryResult } from '../app/query/contract.ts'

/** What became of a job: the JSON in its row. */
export type Outcome = { ok: true; result: QueryResult } | { ok: false; code: ErrorCode; message: string }

/** What the worker tells the web process in a notification on its channel: "running 17 1", "done 17". */
export type News = { is: 'running'; number: number; runs: number } | { is: 'done'; number: number }

/** The news in a payload; undefined where it is none. */
export function readNews(payload: string): News | undefined {
  const [is, number, runs] = payload.split(' ')
  if (is === 'running') return { is, number: Number(number), runs: Number(runs) }
  if (is === 'done') return { is, number: Number(number) }
  return undefined
}
