import { strict as assert } from 'node:assert'
import { type IncomingHttpHeaders, request } from 'node:http'
import type { ErrorCode } from '../app/protocol/codes.ts'
import { errors } from '../app/protocol/codes.ts'
import { PATIENCE_MS } from './eventually.ts'

/** An HTTP answer with all that a check may look at. */
export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Sends one request to `url` exactly as told, and reads the answer whatever its status. */
export function ask(
  url: string,
  path: string,
  options: { method?: string; headers?: Readonly<Record<string, string>>; body?: string } = {},
): Promise<Reply> {
  const { hostname, port } = new URL(url)
  const { method = 'GET', headers = {}, body } = options
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { hostname, port, path, method, headers: { ...headers }, timeout: PATIENCE_MS },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        )
        response.on('error', reject)
      },
    )
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer`)))
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** `POST /sessions` with a body as it stands. */
export function postSessions(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  return ask(url, '/sessions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
}

/** The reply is the wire's error `code` with its status; returns the message. */
export function assertError(reply: Reply, code: ErrorCode, what: string): string {
  assert.equal(
    reply.status,
    errors[code].http,
    `${what}: status ${reply.status}, ${reply.body.slice(0, 200)}`,
  )
  const { error } = JSON.parse(reply.body) as { error?: { code?: string; message?: string } }
  assert.equal(error?.code, code, `${what}: the error's code`)
  return error?.message ?? ''
}
