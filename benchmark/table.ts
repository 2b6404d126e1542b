import { nearestRank } from '../reports/percentiles.ts'

/** One play of all users by one driver. */
export interface PlayedUsers {
  readonly startupMs: number
  readonly cpuMsPerUser: number
  /** What the harness spends on taking, checking and writing the driver's events; null: it records nothing. */
  readonly recordingMsPerUser: number | null
  /** What the target and Postgres spend on a user; null where it was not looked at. */
  readonly serverMsPerUser: number | null
  readonly postgresMsPerUser: number | null
  readonly pssBytesPerUser: number
  readonly lagUs: readonly number[]
  /** Time to chart less waiting for a connection and the query; null where it is not recorded. */
  readonly overheadUs: readonly number[] | null
}

export function median(values: readonly number[]): number {
  return nearestRank(Float64Array.from(values).sort(), 50)
}

/** Medians over the rounds of each driver, side by side. */
export function table(ours: readonly PlayedUsers[], bare: readonly PlayedUsers[], title: string): string {
  const row = (name: string, unit: string, read: (one: PlayedUsers) => number | null) => {
    const cell = (plays: readonly PlayedUsers[]) => {
      const values = plays.map(read).filter((value) => value !== null)
      return (values.length === 0 ? '–' : `${median(values).toFixed(2)} ${unit}`).padStart(12)
    }
    return `${name.padEnd(30)}${cell(ours)}${cell(bare)}`
  }
  const rank = (values: readonly number[] | null, percent: number) =>
    values === null ? null : nearestRank(Float64Array.from(values).sort(), percent) / 1_000
  return [
    title,
    `${''.padEnd(30)}${'users'.padStart(12)}${'http + ws'.padStart(12)}`,
    row('CPU a user', 'ms', (one) => one.cpuMsPerUser),
    row('  and of the harness, recording', 'ms', (one) => one.recordingMsPerUser),
    row('CPU a user of the target', 'ms', (one) => one.serverMsPerUser),
    row('CPU a user of Postgres', 'ms', (one) => one.postgresMsPerUser),
    row('memory a user', 'KB', (one) => one.pssBytesPerUser / 1_024),
    row('start-up', 'ms', (one) => one.startupMs),
    ...[50, 99, 100].map((p) => row(`send lag p${p}`, 'ms', (one) => rank(one.lagUs, p))),
    ...[50, 95, 99].map((p) => row(`overhead p${p}`, 'ms', (one) => rank(one.overheadUs, p))),
  ].join('\n')
}
