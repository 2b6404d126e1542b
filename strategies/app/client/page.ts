import type { ChartKey } from '../protocol/chart.ts'
import { ProtocolError } from '../protocol/codes.ts'
import type { SessionGrant } from '../protocol/messages.ts'
import { type Schema, violation } from '../protocol/schema.ts'
import { type Answer, type Ask, type Exchange, exchange } from './exchange.ts'
import { refusal } from './failure.ts'

/** What a page asks for. What is left out, the server decides: one widget, its own query time. */
export interface PageRequest {
  /** The first widget's key; widget i has key + i. */
  readonly key: ChartKey
  readonly widgets?: number
  readonly queryMs?: number
}

/** The sessions of a page, in the order of its widgets, or what came instead. */
export type Page = { grants: readonly SessionGrant[] } | { failure: Error }

/**
 * Opens the host page over a connection of its own, which is closed with the answer. `done` is called once,
 * at the page's last byte, unless the exchange is aborted.
 */
export function requestPage(url: string, page: PageRequest, done: (page: Page) => void): Exchange {
  return exchange(url, { method: 'GET', path: pagePath(page) }, (answer) =>
    done(pageOf(answer, grantsOfHtml)),
  )
}

/** As `requestPage`; rejects with a ProtocolError, a failure of the connection or the signal's reason. */
export function openPage(
  url: string,
  page: PageRequest,
  signal?: AbortSignal,
): Promise<readonly SessionGrant[]> {
  return grantsFrom(url, { method: 'GET', path: pagePath(page) }, grantsOfHtml, signal)
}

/** Creates sessions as a third-party page does: `POST /sessions`, with its `origin` where one is given. */
export function createSessions(
  url: string,
  page: PageRequest,
  options: { origin?: string; signal?: AbortSignal } = {},
): Promise<readonly SessionGrant[]> {
  const body = JSON.stringify({
    ...page.key,
    ...(page.widgets === undefined ? {} : { widgets: page.widgets }),
    ...(page.queryMs === undefined ? {} : { query: `${page.queryMs}ms` }),
  })
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(options.origin === undefined ? {} : { origin: options.origin }),
  }
  return grantsFrom(url, { method: 'POST', path: '/sessions', headers, body }, grantsOfJson, options.signal)
}

function pagePath({ key, widgets, queryMs }: PageRequest): string {
  let path = `/?sensor=${key.sensor}&window=${key.window}`
  if (widgets !== undefined) path += `&widgets=${widgets}`
  if (queryMs !== undefined) path += `&query=${queryMs}ms`
  return path
}

function grantsFrom(
  url: string,
  ask: Ask,
  read: (body: string) => readonly SessionGrant[],
  signal?: AbortSignal,
): Promise<readonly SessionGrant[]> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const abort = () => {
      running.abort()
      reject(signal?.reason)
    }
    const running = exchange(url, ask, (answer) => {
      signal?.removeEventListener('abort', abort)
      const page = pageOf(answer, read)
      if ('failure' in page) reject(page.failure)
      else resolve(page.grants)
    })
    signal?.addEventListener('abort', abort, { once: true })
  })
}

function pageOf(answer: Answer, read: (body: string) => readonly SessionGrant[]): Page {
  if ('failure' in answer) return answer
  if (answer.status !== 200) return { failure: refusal(answer.status, answer.body) }
  try {
    return { grants: read(answer.body) }
  } catch (error) {
    return { failure: error instanceof Error ? error : new Error(String(error)) }
  }
}

const OPENING = '<script type="application/json" id="bench-sessions">'
const CLOSING = '</script>'

function grantsOfHtml(html: string): readonly SessionGrant[] {
  const start = html.indexOf(OPENING)
  const end = html.indexOf(CLOSING, start)
  if (start < 0 || end < 0) throw new ProtocolError('MALFORMED', 'the page has no #bench-sessions')
  return grantsOfJson(html.slice(start + OPENING.length, end))
}

const grantsSchema = {
  type: 'array',
  maxItems: 1_000,
  items: {
    type: 'object',
    required: ['id', 'token', 'socket'],
    properties: {
      id: { type: 'string', maxLength: 64 },
      token: { type: 'string', maxLength: 1_024 },
      socket: { type: 'string', maxLength: 1_024, pattern: '^/' },
    },
  },
} as const satisfies Schema

function grantsOfJson(json: string): readonly SessionGrant[] {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (cause) {
    throw new ProtocolError('MALFORMED', 'the sessions are not JSON', { cause })
  }
  const wrong = violation(grantsSchema, value)
  if (wrong) throw new ProtocolError('MALFORMED', `the sessions break the schema: ${wrong}`)
  return value as SessionGrant[]
}
