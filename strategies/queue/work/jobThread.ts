/** A thread for one job at a time with blocking queries: it stands still until its query has ended. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { type BlockingRequest, blockingQuery, failedAnswer } from '../../parts/blocking/caller.ts'

const { port, flag } = workerData as { port: MessagePort; flag: Int32Array }

parentPort?.on('message', (request: BlockingRequest) => {
  try {
    parentPort?.postMessage({ ok: true, result: blockingQuery(port, flag, request) })
  } catch (error) {
    parentPort?.postMessage(failedAnswer(error))
  }
})
parentPort?.postMessage('ready')
