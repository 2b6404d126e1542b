import { z } from 'zod'
import { LOOPBACK } from './address.ts'

/** async: the event loop stays free while a query runs. blocking: the calling thread really stops. */
export const queryModes = ['async', 'blocking'] as const
export type QueryMode = (typeof queryModes)[number]

const count = z.number().int().min(1)
const ms = z.number().int().min(0)

/**
 * What a target is told before it starts, the same for every strategy and language (the first line of the
 * target protocol). JSON throughout; durations in milliseconds.
 */
export const settingsSchema = z.object({
  /** Connection URL of the target's own role. A Unix socket's folder stands in the `host` parameter. */
  databaseUrl: z.string().max(2_000),
  /** The schema, its own and empty, in which a target may keep tables; it is dropped after it. */
  schema: z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/),
  /** P: the connections that everything of the target together may hold. */
  connections: count.max(10_000),
  /** How many workers the topology should have, where it has any. */
  workers: count.max(256),
  queryMode: z.enum(queryModes),
  /** The wait of a query whose page does not ask for another. */
  queryMs: ms.max(600_000),
  /** The longest wait that a page may ask for. */
  maxQueryMs: ms.max(600_000),
  /** IP address on which the process that accepts users listens. */
  host: z.union([z.ipv4(), z.ipv6()]).default(LOOPBACK),
  /** TCP port of the process that accepts users; 0 lets the system choose. */
  port: z.number().int().min(0).max(65_535),
  /** TCP ports for processes behind a proxy; null: they listen on Unix sockets. */
  ports: z
    .object({ from: z.number().int().min(1).max(65_535), to: z.number().int().min(1).max(65_535) })
    .nullable(),
  /** Origins other than the server's own whose pages may embed charts. */
  allowedOrigins: z.array(z.string().max(300)).max(100),
  /** Signs tokens; hexadecimal, drawn anew for each target. */
  secret: z.string().regex(/^[0-9a-f]{32,128}$/),
  /** How long a session may wait for its first socket. */
  attachMs: ms.min(1),
  /** How long a session outlives its last viewer. */
  graceMs: ms,
  /** A long poll is answered after this, with the chart or without. */
  pollMs: ms.min(1),
  /** How long a session may live in all, and how long its token is good for. */
  sessionMs: ms.min(1),
  /** A target ends within this time after SIGTERM. */
  stopMs: ms.min(1),
  /** Of each server process; a topology of several allows so many times as much. */
  limits: z.object({
    widgets: count.max(1_000),
    sessions: count,
    sockets: count,
    messageBytes: count,
  }),
  /** Where each server process writes the file of its probe, `<worker>.ndjson`; null: nowhere. */
  probeFolder: z.string().nullable(),
})

export type Settings = z.infer<typeof settingsSchema>

/** Settings that nobody gave. `databaseUrl`, `schema`, `secret` and `connections` have no sensible default. */
export const defaultSettings = {
  workers: 4,
  queryMode: 'async',
  queryMs: 5_000,
  maxQueryMs: 60_000,
  host: LOOPBACK,
  port: 0,
  ports: null,
  allowedOrigins: [],
  attachMs: 300_000,
  graceMs: 2_000,
  pollMs: 25_000,
  sessionMs: 3_600_000,
  stopMs: 5_000,
  limits: { widgets: 12, sessions: 20_000, sockets: 20_000, messageBytes: 4_096 },
  probeFolder: null,
} as const satisfies Partial<Settings>
