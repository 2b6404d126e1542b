import type { Report } from '../../../reports/model.ts'

// The strategies of a made-up run (`run.ts`): their costs are invented.

export const QUERY_US = 5_000_000
export const CONNECTIONS = 10

export const simulatedStrategies: Report['strategies'] = (
  [
    ['single', 'one process, one event loop', '#1F6FC5', '#4F9FF0', 'circle'],
    ['thread-per-user', 'a worker thread per session', '#A63D12', '#EC7043', 'triangle'],
    ['cluster', 'node:cluster, sessions with their owner', '#17A07A', '#4FDDB0', 'square'],
    ['proxy-pool', 'nginx in front of 4 processes, sticky', '#7B2D78', '#CF8FCB', 'diamond'],
    ['queue', 'web process, jobs in Postgres, a worker', '#C08A00', '#F3D266', 'cross'],
  ] as const
).map(([name, title, light, dark, mark]) => ({
  name,
  title,
  summary: `${title}.`,
  color: { light, dark },
  mark,
  capabilities: {
    sticky: name === 'cluster' || name === 'proxy-pool',
    roles: name === 'queue' ? { worker: { death: 'queries-rerun' } } : {},
  },
}))

const divided: Record<string, readonly number[]> = {
  cluster: [3, 3, 2, 2],
  'proxy-pool': [3, 3, 2, 2],
  queue: [9],
}
const cpuMs: Record<string, number> = {
  'thread-per-user': 58.4,
  cluster: 7.4,
  'proxy-pool': 9.2,
  queue: 11.9,
}
const pssBytes: Record<string, number> = {
  'thread-per-user': 9.4e6,
  cluster: 0.44e6,
  'proxy-pool': 0.48e6,
  queue: 0.58e6,
}

/** How it divides its slots over its processes. */
export function slotsOf(strategy: string): readonly number[] {
  return divided[strategy] ?? [CONNECTIONS]
}

/** What it costs: for each chart, and for each user. */
export function costsOf(strategy: string): { cpuMs: number; pssBytes: number } {
  return { cpuMs: cpuMs[strategy] ?? 6.5, pssBytes: pssBytes[strategy] ?? 0.31e6 }
}
