import { styleText } from 'node:util'
import type { Finding } from '../../strategies/conformance/contract.ts'

/** Lines of what a check says that are worth reading on a terminal. */
const MOST_LINES = 8

const marks = {
  passed: { mark: '✓', color: 'green' },
  failed: { mark: '✗', color: 'red' },
  skipped: { mark: '–', color: 'yellow' },
} as const satisfies Record<Finding['result'], { mark: string; color: 'green' | 'red' | 'yellow' }>

/** A check as a row: mark, time and name; below it why it failed or was skipped. */
export function checkRow({ name, result, detail, tookMs }: Finding): string {
  const { mark, color } = marks[result]
  const time = result === 'skipped' ? '' : duration(tookMs)
  const why = detail
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, MOST_LINES)
    .map((line) => `${' '.repeat(12)}${line}\n`)
  return `${styleText(color, mark)} ${time.padStart(8)}  ${name}\n${why.join('')}`
}

function duration(ms: number): string {
  return ms < 1_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1_000).toFixed(1)} s`
}
