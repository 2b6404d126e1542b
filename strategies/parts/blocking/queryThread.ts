/** The thread that runs queries for a loop that blocks on them: one at a time, since its caller waits. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { PooledRunner } from '../../app/query/pooledRunner.ts'
import { answerBlocked, type BlockingRequest, failedAnswer } from './caller.ts'

interface QueryThreadData {
  readonly port: MessagePort
  readonly flag: Int32Array
  readonly url: string
  readonly application: string
}

const { port, flag, url, application } = workerData as QueryThreadData
const runner = new PooledRunner({ url, application, size: 1 })
const never = new AbortController()

port.on('message', (request: BlockingRequest) => {
  const progress = { signal: never.signal, queued: () => {}, running: () => {} }
  runner.run(request.key, request.waitMs, progress).then(
    (result) => answerBlocked(port, flag, { ok: true, result }),
    (error) => answerBlocked(port, flag, failedAnswer(error)),
  )
})

parentPort?.on('message', async () => {
  await runner.stop()
  port.close()
  parentPort?.close()
})

await runner.openAhead()
parentPort?.postMessage('ready')
