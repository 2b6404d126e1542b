import type { WebSocket } from 'ws'
import { nowUs } from '../clock.ts'
import { type ErrorCode, errors, type ProtocolError } from '../protocol/codes.ts'
import { type ServerMessages, VERSION } from '../protocol/messages.ts'

/** A viewer that takes nothing off its socket is cut when this much waits for it. */
const MOST_BUFFERED_BYTES = 4_194_304

type Kind = keyof ServerMessages
export type MessageBody<K extends Kind> = Omit<ServerMessages[K], 'v' | 'type' | 'seq' | 'at'>

/** The server's end of one socket: numbers, stamps and sends its messages. */
export class Viewer {
  readonly #socket: WebSocket
  #seq = 0

  constructor(socket: WebSocket) {
    this.#socket = socket
  }

  send<K extends Kind>(type: K, body: MessageBody<K>): number {
    return this.sendSerialized(type, JSON.stringify(body))
  }

  /** Sends a body that has already been written as JSON (a chart, once for all its viewers); returns `at`. */
  sendSerialized(type: Kind, body: string): number {
    const at = nowUs()
    const head = `{"v":${VERSION},"type":"${type}","seq":${++this.#seq},"at":${at}`
    this.#socket.send(body === '{}' ? `${head}}` : `${head},${body.slice(1)}`)
    if (this.#socket.bufferedAmount > MOST_BUFFERED_BYTES) this.#socket.terminate()
    return at
  }

  /** Says what is wrong, without closing. */
  sendError(error: ProtocolError): void {
    this.send('error', { code: error.code, message: error.message, retryable: errors[error.code].retryable })
  }

  /** Says what is wrong and closes with its code. */
  refuse(error: ProtocolError): void {
    this.sendError(error)
    this.close(error.code)
  }

  close(code: ErrorCode): void {
    this.#socket.close(errors[code].close, code)
  }
}
