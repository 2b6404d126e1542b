/**
 * The thread of one session: it asks for its query, keeps the result, and answers interactions from it. With
 * blocking queries it stands still until the result is there; nobody else does.
 */
import { flushCompileCache } from 'node:module'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { bucketsAbove, type ChartKey, type ChartRow, chartHash } from '../app/protocol/chart.ts'
import { ProtocolError } from '../app/protocol/codes.ts'
import type { QueryResult } from '../app/query/contract.ts'
import type { QueryMode } from '../app/settings.ts'
import { type BlockingAnswer, type BlockingRequest, blockingQuery } from '../parts/blocking/caller.ts'
import type { FromSession, ToSession } from './messages.ts'

interface SessionThreadData {
  readonly port: MessagePort
  readonly flag: Int32Array
  readonly mode: QueryMode
}

const { port, flag, mode } = workerData as SessionThreadData
if (!parentPort) throw new Error('a session runs as a thread')
const acceptor = parentPort
let rows: readonly ChartRow[] = []

acceptor.on('message', (message: ToSession) => {
  if (message.type === 'begin') begin(message.key, message.waitMs)
  else tell({ type: 'patch', id: message.id, above: bucketsAbove(rows, message.level) })
})

async function begin(key: ChartKey, waitMs: number): Promise<void> {
  try {
    const result = await query({ key, waitMs })
    rows = result.rows
    tell({ type: 'chart', chart: { ...result, hash: chartHash(key, rows) } })
  } catch (error) {
    const known = error instanceof ProtocolError ? error : new ProtocolError('SERVER_FAULT', String(error))
    tell({ type: 'failed', code: known.code, message: known.message })
  }
}

function query(request: BlockingRequest): QueryResult | Promise<QueryResult> {
  return mode === 'blocking' ? blockingQuery(port, flag, request) : awaitedQuery(request)
}

/** The same request and answer, without standing still. */
function awaitedQuery(request: BlockingRequest): Promise<QueryResult> {
  port.postMessage(request)
  return new Promise((resolve, reject) => {
    port.once('message', (answer: BlockingAnswer) => {
      if (answer.ok) resolve(answer.result)
      else reject(new ProtocolError(answer.code, answer.message))
    })
  })
}

function tell(message: FromSession): void {
  acceptor.postMessage(message)
}

flushCompileCache()
tell({ type: 'ready' })
