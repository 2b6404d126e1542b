import { WebSocket } from 'ws'
import { parseServerMessage, type ServerMessage } from '../protocol/messages.ts'
import { onEnd, type SocketEnd, socketAddress } from './socketEnd.ts'

/** A socket that sends whatever it is told to, right or wrong: for what a server must withstand. */
export interface RawSocket {
  /** Resolves, never rejects: true where the upgrade was accepted. */
  readonly opened: Promise<boolean>
  /** Resolves, never rejects, when the socket is gone. */
  readonly closed: Promise<SocketEnd>
  /** The messages so far that satisfy the schema. */
  readonly received: readonly ServerMessage[]
  /** A text frame, or a binary one. Dropped where the socket is not open. */
  send(data: string | Uint8Array): void
  terminate(): void
}

/** Opens `path` of the server at `url` with exactly these subprotocols and headers. */
export function openRawSocket(
  url: string,
  path: string,
  options: { protocols?: readonly string[]; headers?: Readonly<Record<string, string>> } = {},
): RawSocket {
  const socket = new WebSocket(socketAddress(url, path), [...(options.protocols ?? [])], {
    perMessageDeflate: false,
    headers: { ...options.headers },
  })
  const opened = Promise.withResolvers<boolean>()
  const closed = Promise.withResolvers<SocketEnd>()
  const received: ServerMessage[] = []
  socket.on('open', () => opened.resolve(true))
  socket.on('message', (data) => {
    const parsed = parseServerMessage(String(data))
    if (parsed.ok) received.push(parsed.message)
  })
  onEnd(socket, (end) => {
    opened.resolve(false)
    closed.resolve(end)
  })
  return {
    opened: opened.promise,
    closed: closed.promise,
    received,
    send(data) {
      if (socket.readyState === WebSocket.OPEN) socket.send(data)
    },
    terminate: () => socket.terminate(),
  }
}
