import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http'
import { ConnectionError } from './failure.ts'

/** More than this of an answer is no page of the chart app. */
const MOST_BODY_BYTES = 4_194_304

/** Keeps nothing: every request has a connection of its own, which ends with the answer. */
const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY })

/** A request of the client. `path` contains the query string. */
export interface Ask {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string
}

/** How it ended: with a whole answer of any status, or with a failure of the connection. */
export type Answer = { status: number; body: string } | { failure: Error }

/** A request under way. */
export interface Exchange {
  /** Cuts the connection; nothing is reported any more. */
  abort(): void
}

/**
 * Sends one HTTP request to `url` (its origin counts) over a connection of its own. `done` is called once,
 * when the last byte has arrived or the connection failed; never before this function has returned, and never
 * after `abort`.
 */
export function exchange(url: string, ask: Ask, done: (answer: Answer) => void): Exchange {
  const { hostname, port } = new URL(url)
  let over = false
  const settle = (answer: Answer) => {
    if (over) return
    over = true
    done(answer)
  }
  const outgoing = request({
    agent,
    hostname,
    port,
    method: ask.method,
    path: ask.path,
    headers: ask.headers,
  })
  outgoing.on('response', (response) => {
    readBody(response, (body) => {
      if (body instanceof Error) return settle({ failure: body })
      settle({ status: response.statusCode ?? 0, body })
    })
  })
  outgoing.on('error', (failure) => settle({ failure }))
  outgoing.end(ask.body)
  return {
    abort() {
      over = true
      outgoing.destroy()
    },
  }
}

/** Reads an answer's body as text; `done` gets an Error where it was cut off or is too large. */
export function readBody(response: IncomingMessage, done: (body: string | Error) => void): void {
  let body = ''
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    body += chunk
    if (body.length > MOST_BODY_BYTES)
      response.destroy(new ConnectionError('TOO_LARGE', 'the answer is too large'))
  })
  response.on('end', () => done(body))
  response.on('error', (error) => done(error))
}
