import { WebSocket } from 'ws'
import { nowUs } from '../clock.ts'
import {
  parseServerMessage,
  type ServerMessage,
  type SessionGrant,
  SUBPROTOCOL,
  VERSION,
} from '../protocol/messages.ts'
import { onEnd, type SocketEnd, socketAddress } from './socketEnd.ts'

const MOST_MESSAGE_BYTES = 4_194_304

/** What a socket tells. `closed` is the last call, and comes exactly once. */
export interface SocketListener {
  open(): void
  /** A message that satisfies the schema; `atUs` is its arrival on CLOCK_MONOTONIC. */
  message(message: ServerMessage, atUs: number): void
  /** A frame that breaks the schema (it is not passed on), or a message out of sequence (it is). */
  violation(kind: 'schema' | 'sequence', reason: string): void
  closed(end: SocketEnd): void
}

/** One client's end of a session's socket. Calls on a socket that has closed do nothing. */
export interface SessionSocket {
  /** Moves the level to `value` (thousandths); the answering patch bears the same `n`. */
  interact(n: number, value: number): void
  /** Gives up the query. */
  cancel(): void
  /** Leaves in good order: close code 1000, then `closed` once the server has agreed. */
  close(): void
  /** Cuts the connection. */
  terminate(): void
}

/**
 * Attaches to the session of `grant` at the server `url`. Every message is checked against the schema and its
 * sequence number: 1, 2, 3 and so on for each socket. Nothing is called before this function has returned.
 */
export function attach(
  url: string,
  grant: SessionGrant,
  listener: SocketListener,
  options: { origin?: string } = {},
): SessionSocket {
  const socket = new WebSocket(socketAddress(url, grant.socket), [SUBPROTOCOL, grant.token], {
    perMessageDeflate: false,
    maxPayload: MOST_MESSAGE_BYTES,
    ...(options.origin === undefined ? {} : { origin: options.origin }),
  })
  let seq = 0

  socket.on('open', () => listener.open())
  socket.on('message', (data, isBinary) => {
    const at = nowUs()
    const parsed = isBinary
      ? { ok: false as const, reason: 'a binary frame' }
      : parseServerMessage(String(data))
    if (!parsed.ok) return listener.violation('schema', parsed.reason)
    if (parsed.message.seq !== ++seq) {
      listener.violation('sequence', `message ${parsed.message.seq} came where ${seq} was due`)
      seq = parsed.message.seq
    }
    listener.message(parsed.message, at)
  })
  onEnd(socket, (end) => listener.closed(end))

  const send = (text: string) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(text)
  }
  return {
    interact: (n, value) => send(`{"v":${VERSION},"type":"interact","n":${n},"value":${value}}`),
    cancel: () => send(`{"v":${VERSION},"type":"cancel"}`),
    close: () => socket.close(1000),
    terminate: () => socket.terminate(),
  }
}
