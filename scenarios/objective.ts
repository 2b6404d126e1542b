import { wrongUse } from '../harness/errors.ts'
import { MAIN_GROUP } from './contract.ts'
import { formatDuration, parseDuration } from './duration.ts'

const functions = ['min', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'max', 'mean'] as const
const metrics = ['ttc', 'wait', 'query', 'overhead', 'interaction', 'sendlag'] as const

/** What an objective can be about. */
export type Metric = (typeof metrics)[number]

interface About {
  /** As it was written, with its spaces set right. */
  readonly expression: string
  /** Only the users of this group; undefined: of all. */
  readonly group: string | undefined
}

/** A service level objective that has been understood. */
export type Objective = DurationObjective | RateObjective

/** `p95(ttc) < 20s`. */
export interface DurationObjective extends About {
  readonly kind: 'duration'
  readonly fn: (typeof functions)[number]
  readonly metric: Metric
  readonly operator: '<' | '<='
  readonly limitMs: number
}

/** `error_rate < 0.1%`, of the charts that were started; `limit` is a share, 0.001 for 0.1 %. */
export interface RateObjective extends About {
  readonly kind: 'rate'
  readonly operator: '<' | '<=' | '='
  readonly limit: number
}

/**
 * Reads an objective: `<function>(<metric>) < <duration>` or `error_rate < <percentage>`, with `<=` as well,
 * and a group in braces behind the metric; `error_rate = 0` too. `groups` are the names there are. Throws
 * wrong use that says which part is wrong and what may stand there.
 */
export function parseObjective(text: string, groups: readonly string[] = [MAIN_GROUP]): Objective {
  const match = /^\s*(?:([\w.]+)\s*\((.*)\)|(.*?))\s*(<=|<|=)\s*(\S.*?)\s*$/.exec(text)
  if (!match) throw wrong(text, 'is no objective')
  const fn = match[1]
  const operator = match[4] as RateObjective['operator']
  const limit = match[5]!
  const { metric, group } = splitGroup(text, (match[2] ?? match[3]!).trim(), groups)
  const about = group === undefined ? metric : `${metric}{${group}}`

  if (fn === undefined && metric === 'error_rate') {
    const most = share(text, limit)
    if (most === 0 && operator === '<') throw wrong(text, 'nothing is below 0', 'write error_rate = 0')
    return { kind: 'rate', expression: `${about} ${operator} ${limit}`, group, operator, limit: most }
  }
  if (!isOneOf(metrics, metric)) {
    throw wrong(
      text,
      `there is no metric ${metric}`,
      `metrics: ${metrics.join(', ')}; and error_rate, which has no function`,
    )
  }
  if (fn === undefined || !isOneOf(functions, fn)) {
    throw wrong(
      text,
      fn ? `there is no function ${fn}` : `${metric} needs a function`,
      `functions: ${functions.join(', ')}`,
    )
  }
  if (operator === '=') throw wrong(text, 'a duration is compared by < or <=')
  const limitMs = duration(text, limit)
  const expression = `${fn}(${about}) ${operator} ${formatDuration(limitMs)}`
  return { kind: 'duration', expression, group, fn, metric, operator, limitMs }
}

function splitGroup(text: string, inner: string, groups: readonly string[]) {
  const match = /^([\w-]+)\s*(?:\{\s*([\w-]+)\s*\})?$/.exec(inner)
  if (!match) throw wrong(text, inner === '' ? 'lacks a metric' : `${inner} is no metric`)
  const [, metric, group] = match
  if (group !== undefined && !groups.includes(group)) {
    throw wrong(text, `there is no group ${group}`, `groups: ${groups.join(', ')}`)
  }
  return { metric: metric!, group }
}

function duration(text: string, limit: string): number {
  const ms = parseDuration(limit)
  if (ms === undefined) throw wrong(text, `${limit} is no duration`, 'durations are written 200ms, 5s or 2m')
  return ms
}

function share(text: string, limit: string): number {
  if (limit === '0') return 0
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(limit)
  if (!percent || Number(percent[1]) > 100) {
    throw wrong(
      text,
      `${limit} is no percentage`,
      'a rate is compared with a percentage such as 0.1%, or with 0',
    )
  }
  return Number(percent[1]) / 100
}

function isOneOf<T extends string>(names: readonly T[], name: string): name is T {
  return (names as readonly string[]).includes(name)
}

function wrong(
  text: string,
  what: string,
  hint = 'for example p95(ttc) < 20s, max(ttc) <= 30s or error_rate < 0.1%',
) {
  return wrongUse(`objective "${text.trim()}": ${what}`, hint)
}
