import type { WebSocket } from 'ws'
import { codeOfClose } from '../protocol/codes.ts'
import { readBody } from './exchange.ts'
import { failureCode, namedError, refusal } from './failure.ts'

/** How a socket ended: the close code and reason, and the failure where it never opened. */
export interface SocketEnd {
  readonly code: number
  readonly reason: string
  readonly failure: Error | undefined
  /** The upgrade was refused by something that does not speak the wire: a proxy that lets no socket through. */
  readonly foreign?: boolean
}

/** Where the socket `path` of the server at `url` is: `ws://host:port/path`. */
export function socketAddress(url: string, path: string): string {
  return `ws${url.replace(/^http/, '').replace(/\/$/, '')}${path}`
}

/** Calls `ended` exactly once, when the socket is gone; a refused upgrade ends with what the answer says. */
export function onEnd(socket: WebSocket, ended: (end: SocketEnd) => void): void {
  let failure: Error | undefined
  let foreign = false
  socket.on('unexpected-response', (_request, response) => {
    readBody(response, (body) => {
      foreign = typeof body === 'string' && namedError(body) === undefined
      failure ??= body instanceof Error ? body : refusal(response.statusCode ?? 0, body)
      socket.terminate()
    })
  })
  socket.on('error', (error) => {
    failure ??= error
  })
  socket.on('close', (code, reason) => ended({ code, reason: String(reason), failure, foreign }))
}

/** The code that an end is counted under: of the failure, else of the close. */
export function endCode(end: SocketEnd): string {
  return end.failure ? failureCode(end.failure) : codeOfClose(end.code, end.reason)
}
