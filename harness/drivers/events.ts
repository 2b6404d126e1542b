import { z } from 'zod'
import type { DriverEvent } from './contract.ts'

const count = z.number().int().nonnegative()
const at = count.describe('µs, CLOCK_MONOTONIC')
const user = count
const widget = count
const text = z.string().max(64)

const stages = z.object({
  created: at,
  asked: at,
  connected: at,
  result: at,
  queryUs: count,
  queries: count.exactOptional(),
})

/** An event of a driver, as a line of its output and of `events.ndjson`. */
export const driverEventSchema: z.ZodType<DriverEvent> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('due'), user, at }),
  z.strictObject({ type: z.literal('dropped'), user, at }),
  z.strictObject({ type: z.literal('sent'), user, at }),
  z.strictObject({
    type: z.literal('stage'),
    user,
    widget,
    stage: z.enum(['page', 'socket', 'status']),
    at,
  }),
  z.strictObject({
    type: z.literal('done'),
    user,
    widget,
    at,
    outcome: z.enum(['ok', 'retried', 'error', 'timeout', 'interrupted']),
    code: text.exactOptional(),
    worker: text.exactOptional(),
    pushed: at.exactOptional(),
    stages: stages.exactOptional(),
  }),
  z.strictObject({ type: z.literal('lost'), user, widget, at, code: text }),
  z.strictObject({ type: z.literal('reattached'), user, widget, at }),
  z.strictObject({
    type: z.literal('interaction'),
    user,
    widget,
    n: count,
    intended: at,
    sent: at,
    at: at.nullable(),
    ok: z.boolean(),
  }),
  z.strictObject({
    type: z.literal('anomaly'),
    user,
    widget,
    kind: z.enum(['duplicate', 'sequence', 'wrong-chart', 'malformed']),
    at,
  }),
  z.strictObject({ type: z.literal('left'), user, at }),
  z.strictObject({ type: z.literal('hiccup'), at, lateUs: count }),
])
