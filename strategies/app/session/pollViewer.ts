import type { ServerResponse } from 'node:http'
import { nowUs } from '../clock.ts'
import type { Counts } from '../metrics/counts.ts'
import { errorBody, errors, type ProtocolError } from '../protocol/codes.ts'
import type { ServerMessages } from '../protocol/messages.ts'
import { type MessageBody, type Viewer, writeMessage } from './viewer.ts'

/** A viewer for the time of one long poll, which is answered once: by the chart, an error, or how things stand. */
export class PollViewer implements Viewer {
  readonly #response: ServerResponse
  readonly #counts: Counts
  #status = '{"state":"queued"}'
  #answered = false

  constructor(response: ServerResponse, counts: Counts) {
    this.#response = response
    this.#counts = counts
  }

  send<K extends keyof ServerMessages>(type: K, body: MessageBody<K>): number {
    return this.sendSerialized(type, JSON.stringify(body))
  }

  /** The chart answers it, a status is kept until it has waited long enough, the rest is for sockets. */
  sendSerialized(type: keyof ServerMessages, body: string): number {
    const at = nowUs()
    if (type === 'status') this.#status = body
    else if (type === 'chart') this.#answer(200, writeMessage('chart', 1, at, body))
    return at
  }

  refuse(error: ProtocolError): void {
    if (this.#answered) return
    this.#counts.error(error.code)
    this.#answer(errors[error.code].http, JSON.stringify(errorBody(error)))
  }

  /** It has waited long enough: the client is told how things stand, and asks again. */
  waited(): void {
    this.#answer(202, writeMessage('status', 1, nowUs(), this.#status))
  }

  #answer(status: number, body: string): void {
    if (this.#answered) return
    this.#answered = true
    this.#response
      .writeHead(status, {
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Length': Buffer.byteLength(body),
        'Cache-Control': 'no-store',
      })
      .end(body)
  }
}
