import type { ChartKey } from '../protocol/chart.ts'
import { SENSORS, WINDOWS } from '../protocol/chart.ts'
import { ProtocolError } from '../protocol/codes.ts'
import type { Settings } from '../settings.ts'

/** What a page asks for. */
export interface PageParameters {
  readonly key: ChartKey
  readonly widgets: number
  readonly queryMs: number
}

/**
 * Reads `widgets`, `sensor`, `window` and `query` from a query string or a JSON body. Throws MALFORMED with
 * the parameter and its bound.
 */
export function pageParameters(given: Readonly<Record<string, unknown>>, settings: Settings): PageParameters {
  return {
    widgets: integer(given, 'widgets', 1, 1, settings.limits.widgets),
    key: {
      sensor: integer(given, 'sensor', 0, 0, SENSORS - 1),
      window: integer(given, 'window', 0, 0, WINDOWS - 1),
    },
    queryMs: duration(given, 'query', settings.queryMs, settings.maxQueryMs),
  }
}

function integer(
  given: Readonly<Record<string, unknown>>,
  name: string,
  absent: number,
  least: number,
  most: number,
): number {
  const raw = given[name]
  if (raw === undefined) return absent
  const value = typeof raw === 'string' && /^\d{1,6}$/.test(raw) ? Number(raw) : raw
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
  throw new ProtocolError('MALFORMED', `${name} must be a whole number from ${least} to ${most}`)
}

function duration(
  given: Readonly<Record<string, unknown>>,
  name: string,
  absent: number,
  mostMs: number,
): number {
  const raw = given[name]
  if (raw === undefined) return absent
  const match = typeof raw === 'string' ? /^(\d{1,6}(?:\.\d{1,3})?)(ms|s)$/.exec(raw) : null
  const ms = match ? Math.round(Number(match[1]) * (match[2] === 's' ? 1_000 : 1)) : Number.NaN
  if (ms <= mostMs) return ms
  throw new ProtocolError('MALFORMED', `${name} must be a duration such as 50ms or 5s, at most ${mostMs}ms`)
}
