import type { WebSocket } from 'ws'
import { nowUs } from '../clock.ts'
import type { Counts } from '../metrics/counts.ts'
import { type ErrorCode, errors, type ProtocolError } from '../protocol/codes.ts'
import type { ServerMessages } from '../protocol/messages.ts'
import { type MessageBody, type SpeakingViewer, writeMessage } from './viewer.ts'

/** A viewer that takes nothing off its socket is cut when this much waits for it. */
const MOST_BUFFERED_BYTES = 4_194_304

/** The server's end of one socket: numbers, stamps and sends its messages. */
export class SocketViewer implements SpeakingViewer {
  readonly #socket: WebSocket
  readonly #counts: Counts
  #seq = 0

  constructor(socket: WebSocket, counts: Counts) {
    this.#socket = socket
    this.#counts = counts
  }

  send<K extends keyof ServerMessages>(type: K, body: MessageBody<K>): number {
    return this.sendSerialized(type, JSON.stringify(body))
  }

  sendSerialized(type: keyof ServerMessages, body: string): number {
    const at = nowUs()
    this.#socket.send(writeMessage(type, ++this.#seq, at, body))
    if (this.#socket.bufferedAmount > MOST_BUFFERED_BYTES) this.#socket.terminate()
    return at
  }

  sendError({ code, message }: ProtocolError): void {
    this.#counts.error(code)
    this.send('error', { code, message, retryable: errors[code].retryable })
  }

  /** Closes with the error's code. */
  refuse(error: ProtocolError): void {
    this.sendError(error)
    this.close(error.code)
  }

  close(code: ErrorCode): void {
    this.#socket.close(errors[code].close, code)
  }
}
