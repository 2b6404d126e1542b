import { parseDuration } from '../../scenarios/duration.ts'
import { type QueryMode, queryModes, type Settings } from '../../strategies/app/settings.ts'
import { unknownName, wrongUse } from '../errors.ts'

/** A whole number within bounds, from the text of `option`. Throws wrong use. */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw wrongUse(`${option} must be a whole number from ${least} to ${most}, not ${text}`)
}

/** A list such as `8,24`. Throws wrong use. */
export function wholeNumbers(option: string, text: string, least: number, most: number): number[] {
  return [...new Set(text.split(',').map((one) => wholeNumber(option, one.trim(), least, most)))]
}

/** A duration in whole ms. Throws wrong use. */
export function durationMs(option: string, text: string, mostMs = 3_600_000): number {
  const ms = parseDuration(text)
  if (ms === undefined) throw wrongUse(`${option} must be a duration such as 5s or 200ms, not ${text}`)
  if (ms > mostMs) throw wrongUse(`${option} must be at most ${mostMs / 1_000}s, not ${text}`)
  return Math.round(ms)
}

export function queryModesOf(text: string): QueryMode[] {
  return [...new Set(text.split(',').map((one) => queryModeOf(one.trim())))]
}

export function queryModeOf(text: string): QueryMode {
  const mode = queryModes.find((one) => one === text)
  if (!mode) throw unknownName('query mode', text, queryModes)
  return mode
}

/** A range of TCP ports such as `5100-5199`; null where none was given. Throws wrong use. */
export function portRange(option: string, text: string | undefined): Settings['ports'] {
  if (text === undefined) return null
  const [from = 0, to = 0] = (/^(\d{1,5})-(\d{1,5})$/.exec(text) ?? []).slice(1).map(Number)
  if (from >= 1 && from <= to && to <= 65_535) return { from, to }
  throw wrongUse(`${option} must be two ports from 1 to 65535 such as 5100-5199, not ${text}`)
}

/** A positive number of arrivals a second. Throws wrong use. */
export function ratePerSecond(option: string, text: string): number {
  const value = Number(text.replace(/\/s$/, ''))
  if (value > 0 && value <= 100_000) return value
  throw wrongUse(`${option} must be a positive number of arrivals a second, not ${text}`)
}
