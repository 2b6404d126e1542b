import { isIP } from 'node:net'
import { defaultSettings, type Settings } from '../../strategies/app/settings.ts'
import { wrongUse } from '../errors.ts'
import type { ServeFlags } from './flags.ts'
import { durationMs, portRange, queryModeOf, wholeNumber } from './values.ts'

/** Settings that stand on the command line; the others come from the database and the secret. */
export type ServeSettings = Omit<Settings, 'databaseUrl' | 'schema' | 'secret'>

/** What `bench serve` was told, checked. Throws wrong use. */
export function serveSettings(flags: ServeFlags): ServeSettings {
  const queryMs = durationMs('--query', flags.query, 600_000)
  return {
    ...defaultSettings,
    connections: wholeNumber('--db-connections', flags.dbConnections, 1, 10_000),
    workers: wholeNumber('--workers', flags.workers, 1, 256),
    queryMode: queryModeOf(flags.queryMode),
    queryMs,
    maxQueryMs: Math.max(defaultSettings.maxQueryMs, queryMs),
    ports: portRange('--ports', flags.ports),
    host: address(flags.host),
    port: wholeNumber('--port', flags.port, 0, 65_535),
    // A variable holds them all, with commas.
    allowedOrigins: (flags.allowOrigin ?? []).flatMap((text) => text.split(',')).map(originOf),
  }
}

/** Who can use a server that listens on more than this machine's loopback; undefined where it does not. */
export function whoReaches({ host }: ServeSettings): string | undefined {
  if (host.startsWith('127.') || host === '::1') return undefined
  return `it listens on ${host}: whoever reaches this machine there can start queries`
}

function address(text: string): string {
  if (isIP(text) !== 0) return text
  throw wrongUse(`--host must be an IP address such as 127.0.0.1 or 0.0.0.0, not ${text}`)
}

/** `http://localhost:8000`: what a browser sends, so what must be compared with it. */
function originOf(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : 'null'
  if (origin !== 'null' && text.replace(/\/$/, '') === origin) return origin
  throw wrongUse(`--allow-origin must be an origin such as http://localhost:8000, not ${text}`)
}
