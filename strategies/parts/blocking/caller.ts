import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import type { ChartKey } from '../../app/protocol/chart.ts'
import { type ErrorCode, ProtocolError } from '../../app/protocol/codes.ts'
import type { QueryResult } from '../../app/query/contract.ts'

/** What a blocked thread is answered. */
export type BlockingAnswer =
  | { ok: true; result: QueryResult }
  | { ok: false; code: ErrorCode; message: string }
export interface BlockingRequest {
  readonly key: ChartKey
  readonly waitMs: number
}

/**
 * A query that really stops the calling thread, as a synchronous database driver does: the request goes to a
 * thread that runs it, and `Atomics.wait` holds this one until the answer is there. `flag` counts answers.
 * Throws the ProtocolError that the query failed with.
 */
export function blockingQuery(port: MessagePort, flag: Int32Array, request: BlockingRequest): QueryResult {
  const seen = Atomics.load(flag, 0)
  port.postMessage(request)
  Atomics.wait(flag, 0, seen)
  const answer = receiveMessageOnPort(port)?.message as BlockingAnswer | undefined
  if (!answer) throw new ProtocolError('SERVER_FAULT', 'the thread that runs queries gave no answer')
  if (!answer.ok) throw new ProtocolError(answer.code, answer.message)
  return answer.result
}

/** Answers a blocked caller: first the message, then the flag that wakes it. */
export function answerBlocked(port: MessagePort, flag: Int32Array, answer: BlockingAnswer): void {
  port.postMessage(answer)
  Atomics.add(flag, 0, 1)
  Atomics.notify(flag, 0)
}

/** A failure as it travels to the blocked caller. */
export function failedAnswer(error: unknown): BlockingAnswer {
  const known = error instanceof ProtocolError ? error : new ProtocolError('SERVER_FAULT', String(error))
  return { ok: false, code: known.code, message: known.message }
}
