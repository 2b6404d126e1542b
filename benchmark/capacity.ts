import { cpus } from 'node:os'
import { strategyNames } from '../strategies/index.ts'
import { limitOf } from './limit.ts'
import { type Measured, measureEach } from './trials.ts'

const load = { users: 10_000, durationMs: 60_000, queryMs: 200, connections: () => 60, workers: 4 }
const wanted = ['single', 'queue']

/** Prints how two strategies with one process for all sockets serve many users, and what limits them. */
export async function capacity(signal: AbortSignal): Promise<void> {
  const { users, durationMs, queryMs } = load
  console.log(`capacity: ${users} users over ${durationMs / 1_000} s, ${queryMs} ms query, P = 60\n`)
  const names = wanted.filter((name) => strategyNames.some((one) => one === name))
  for (const name of wanted) if (!names.includes(name)) console.log(`${name}: skipped: there is none`)
  await measureEach(names, load, signal, (one) => console.log(linesOf(one)))
}

function linesOf(one: Measured): string {
  if (!('trial' in one)) return `${one.name}: skipped: ${one.reason}\n`
  const { trial } = one
  const { counts, ttcMs, overheadMs, sendLagMs } = trial
  const three = ({ p50, p95, p99 }: typeof ttcMs) =>
    [p50, p95, p99].map((value) => (value === null ? '–' : `${value.toFixed(1)}`)).join(' / ')
  return [
    `${one.name}: ${trial.verdict}${trial.reasons.length > 0 ? ` (${trial.reasons.join('; ')})` : ''}`,
    `  ${counts.ok + counts.retried} of ${counts.scheduled} charts, ${counts.dropped} dropped, ${counts.timeout} gave up, ${counts.error} errors`,
    `  p50 / p95 / p99, ms: time to chart ${three(ttcMs)}, overhead ${three(overheadMs)}, send lag ${three(sendLagMs)}`,
    `  limited by ${limitOf(trial, cpus().length)}`,
    '',
  ].join('\n')
}
