import { BUCKETS } from './chart.ts'
import { type Infer, type Schema, violation } from './schema.ts'

/** The version that every message carries as `v`, and that the subprotocol names. */
export const VERSION = 1
export const SUBPROTOCOL = 'bench.v1'

const v = { const: VERSION } as const
const seq = {
  type: 'integer',
  minimum: 1,
  description: 'numbers the messages of one socket, from 1',
} as const
const at = {
  type: 'integer',
  minimum: 0,
  description: 'when it was sent: µs, CLOCK_MONOTONIC of the server',
} as const
const count = { type: 'integer', minimum: 0 } as const
const stamp = { type: 'integer', minimum: 0, description: 'µs, CLOCK_MONOTONIC of the server' } as const

const row = {
  type: 'object',
  required: ['bucket', 'n', 'lo', 'hi', 'sum'],
  properties: {
    bucket: count,
    n: count,
    lo: { type: 'integer' },
    hi: { type: 'integer' },
    sum: { type: 'integer' },
  },
} as const

const stages = {
  type: 'object',
  description: 'the server side of the waterfall; `pushed` is the `at` of the message itself',
  required: ['created', 'asked', 'connected', 'result', 'queryUs'],
  properties: {
    created: stamp,
    asked: { ...stamp, description: 'the session asked for its query' },
    connected: { ...stamp, description: 'a worker and a connection were had, the query was sent' },
    result: { ...stamp, description: 'the result was there' },
    queryUs: { ...count, description: "the query's own duration, as the database measured it" },
    queries: {
      ...count,
      description: 'how often the query was started, where it was more than once: after a fault',
    },
  },
} as const

/** Server → client. */
export const serverMessages = {
  hello: {
    type: 'object',
    required: ['v', 'type', 'seq', 'at', 'session', 'worker'],
    properties: {
      v,
      type: { const: 'hello' },
      seq,
      at,
      session: { type: 'string', maxLength: 64 },
      worker: { type: 'string', maxLength: 32 },
    },
  },
  status: {
    type: 'object',
    required: ['v', 'type', 'seq', 'at', 'state'],
    properties: {
      v,
      type: { const: 'status' },
      seq,
      at,
      state: { enum: ['queued', 'running'] },
      position: { ...count, description: 'sessions that will be served before this one' },
    },
  },
  chart: {
    type: 'object',
    required: ['v', 'type', 'seq', 'at', 'sensor', 'window', 'spec', 'data', 'hash', 'stages'],
    properties: {
      v,
      type: { const: 'chart' },
      seq,
      at,
      sensor: count,
      window: count,
      spec: { type: 'object', description: 'Vega-Lite; its data source is named "chart"' },
      data: { type: 'array', items: row, maxItems: BUCKETS },
      hash: { type: 'string', pattern: '^[0-9a-f]{16}$' },
      stages,
    },
  },
  patch: {
    type: 'object',
    required: ['v', 'type', 'seq', 'at', 'n', 'level', 'above'],
    properties: {
      v,
      type: { const: 'patch' },
      seq,
      at,
      n: { ...count, description: 'the number of the interaction that it answers' },
      level: { type: 'integer' },
      above: { type: 'array', items: count, maxItems: BUCKETS, description: 'buckets that reach the level' },
    },
  },
  error: {
    type: 'object',
    required: ['v', 'type', 'seq', 'at', 'code', 'message', 'retryable'],
    properties: {
      v,
      type: { const: 'error' },
      seq,
      at,
      code: { type: 'string', maxLength: 32 },
      message: { type: 'string', maxLength: 500 },
      retryable: { type: 'boolean' },
    },
  },
} as const satisfies Record<string, Schema>

/** Client → server. */
export const clientMessages = {
  interact: {
    type: 'object',
    required: ['v', 'type', 'n', 'value'],
    properties: {
      v,
      type: { const: 'interact' },
      n: { type: 'integer', minimum: 0, maximum: 1_000_000_000 },
      value: {
        type: 'integer',
        minimum: -1_000_000_000,
        maximum: 1_000_000_000,
        description: 'level, thousandths',
      },
    },
  },
  cancel: {
    type: 'object',
    required: ['v', 'type'],
    properties: { v, type: { const: 'cancel' } },
  },
} as const satisfies Record<string, Schema>

export type ServerMessages = { [K in keyof typeof serverMessages]: Infer<(typeof serverMessages)[K]> }
export type ServerMessage = ServerMessages[keyof ServerMessages]
export type ChartMessage = ServerMessages['chart']
export type ClientMessage = {
  [K in keyof typeof clientMessages]: Infer<(typeof clientMessages)[K]>
}[keyof typeof clientMessages]

/** The server side of a chart's waterfall. */
export type Stages = Infer<typeof stages>

/** One widget's session as a page or `POST /sessions` hands it out. */
export interface SessionGrant {
  readonly id: string
  readonly token: string
  /** Path and query of the socket, relative to the origin that answered. */
  readonly socket: string
}

/** The message in a frame, or what is wrong with it. */
export type Parsed<M> = { ok: true; message: M } | { ok: false; reason: string }

export function parseServerMessage(text: string): Parsed<ServerMessage> {
  return parse<ServerMessage>(serverMessages, text)
}

export function parseClientMessage(text: string): Parsed<ClientMessage> {
  return parse<ClientMessage>(clientMessages, text)
}

function parse<M>(schemas: Readonly<Record<string, Schema>>, text: string): Parsed<M> {
  let value: { type?: unknown } | null
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, reason: 'not JSON' }
  }
  const type = value?.type
  if (typeof type !== 'string' || !Object.hasOwn(schemas, type)) {
    return { ok: false, reason: `$.type: must be one of ${Object.keys(schemas).join(', ')}` }
  }
  const reason = violation(schemas[type]!, value)
  return reason ? { ok: false, reason } : { ok: true, message: value as M }
}
