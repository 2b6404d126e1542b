import { strategyNames } from '../strategies/index.ts'
import { connectionsFor, type Measured, measureEach } from './trials.ts'

const USERS = 200
const DURATION_MS = 10_000
const QUERY_MS = 200
const WORKERS = 4

/** Prints what each strategy adds to wait and query, where every user could have a connection at once. */
export async function overhead(signal: AbortSignal): Promise<void> {
  console.log(`overhead: ${USERS} users over ${DURATION_MS / 1_000} s, ${QUERY_MS} ms query, slots for all\n`)
  console.log(row('', 'P', 'p50', 'p95', 'p99', 'CPU/chart', 'start', ''))
  const load = {
    users: USERS,
    durationMs: DURATION_MS,
    queryMs: QUERY_MS,
    connections: (reference: Parameters<typeof connectionsFor>[0]) =>
      connectionsFor(reference, USERS, WORKERS),
    workers: WORKERS,
  }
  await measureEach(strategyNames, load, signal, (one) => console.log(lineOf(one)))
  console.log('')
}

function lineOf(one: Measured): string {
  if (!('trial' in one)) return `${one.name.padEnd(16)}skipped: ${one.reason}`
  const { trial } = one
  const { p50, p95, p99, n } = trial.overheadMs
  const ms = (value: number | null | undefined, digits = 1) =>
    value === null || value === undefined ? '–' : `${value.toFixed(digits)} ms`
  return row(
    one.name,
    `${trial.connections.budget}`,
    ms(p50),
    ms(p95),
    p99 === null ? `n ${n}` : ms(p99),
    ms(trial.resources?.cpuMsPerChart),
    ms(trial.startupMs, 0),
    trial.verdict === 'VALID' ? '' : `${trial.verdict}: ${trial.reasons[0] ?? ''}`,
  )
}

function row(name: string, ...cells: string[]): string {
  const verdict = cells.pop()
  return `${name.padEnd(16)}${cells[0]!.padStart(4)}${cells
    .slice(1)
    .map((cell) => cell.padStart(11))
    .join('')}  ${verdict}`.trimEnd()
}
