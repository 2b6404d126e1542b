import { strategyNames } from '../strategies/index.ts'
import { connectionsFor, type Load, type Measured, measureEach } from './trials.ts'

const WORKERS = 4
const WIDTH = 26

/** Users for each of whom there is a connection at once, so that nobody waits and overhead is all that is left. */
export const slotsForAll: Load = {
  users: 200,
  durationMs: 10_000,
  queryMs: 200,
  connections: (reference) => connectionsFor(reference, 200, WORKERS),
  workers: WORKERS,
}

/** Prints what each strategy adds to wait and query, where every user could have a connection at once. */
export async function overhead(signal: AbortSignal): Promise<void> {
  const { users, durationMs, queryMs } = slotsForAll
  console.log(`overhead: ${users} users over ${durationMs / 1_000} s, ${queryMs} ms query, slots for all\n`)
  console.log(row('', 'P', 'p50', 'p95', 'p99', 'CPU/chart', 'start', ''))
  await measureEach(strategyNames, slotsForAll, signal, (one) => console.log(lineOf(one)))
  console.log('')
}

/** A row of the table; `name` is what it begins with. */
export function lineOf(one: Measured, name = one.name): string {
  if (!('trial' in one)) return `${name.padEnd(WIDTH)}skipped: ${one.reason}`
  const { trial } = one
  const { p50, p95, p99, n } = trial.overheadMs
  const ms = (value: number | null | undefined, digits = 1) =>
    value === null || value === undefined ? '–' : `${value.toFixed(digits)} ms`
  return row(
    name,
    `${trial.connections.budget}`,
    ms(p50),
    ms(p95),
    p99 === null ? `n ${n}` : ms(p99),
    ms(trial.resources?.cpuMsPerChart),
    ms(trial.startupMs, 0),
    trial.verdict === 'VALID' ? '' : `${trial.verdict}: ${trial.reasons[0] ?? ''}`,
  )
}

export function row(name: string, ...cells: string[]): string {
  const verdict = cells.pop()
  return `${name.padEnd(WIDTH)}${cells[0]!.padStart(4)}${cells
    .slice(1)
    .map((cell) => cell.padStart(11))
    .join('')}  ${verdict}`.trimEnd()
}
