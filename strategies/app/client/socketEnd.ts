import type { WebSocket } from 'ws'
import { errors } from '../protocol/codes.ts'
import { readBody } from './exchange.ts'
import { failureCode, isErrorCode, refusal } from './failure.ts'

/** How a socket ended: the close code and reason, and the failure where it never opened. */
export interface SocketEnd {
  readonly code: number
  readonly reason: string
  readonly failure: Error | undefined
}

/** Where the socket `path` of the server at `url` is: `ws://host:port/path`. */
export function socketAddress(url: string, path: string): string {
  return `ws${url.replace(/^http/, '').replace(/\/$/, '')}${path}`
}

/** Calls `ended` exactly once, when the socket is gone; a refused upgrade ends with what the answer says. */
export function onEnd(socket: WebSocket, ended: (end: SocketEnd) => void): void {
  let failure: Error | undefined
  socket.on('unexpected-response', (_request, response) => {
    readBody(response, (body) => {
      failure ??= body instanceof Error ? body : refusal(response.statusCode ?? 0, body)
      socket.terminate()
    })
  })
  socket.on('error', (error) => {
    failure ??= error
  })
  socket.on('close', (code, reason) => ended({ code, reason: String(reason), failure }))
}

/**
 * The code that an end is counted under: of the failure; else of the error that the reason names or that the
 * close code stands for; `CONNECTION_LOST` where the peer vanished, else `CLOSED_<code>`.
 */
export function endCode(end: SocketEnd): string {
  if (end.failure) return failureCode(end.failure)
  if (isErrorCode(end.reason)) return end.reason
  if (end.code === 1006) return 'CONNECTION_LOST'
  if (end.code === 1000) return 'CLOSED_1000'
  const entry = Object.entries(errors).find(([, error]) => error.close === end.code)
  return entry ? entry[0] : `CLOSED_${end.code}`
}
