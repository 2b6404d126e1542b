import type { ChartKey, ChartRow } from '../protocol/chart.ts'

/** One row as the function in the database returns it. */
export interface ChartRecord extends ChartRow {
  readonly took_us: number
}

/** The slow query, prepared once on each connection. */
export function chartStatement(key: ChartKey, waitMs: number) {
  return {
    name: 'chart',
    text: 'select bucket, n, lo, hi, sum, took_us from bench.chart($1, $2, $3)',
    values: [key.sensor, key.window, waitMs],
  }
}

export function chartRows(records: readonly ChartRecord[]): ChartRow[] {
  return records.map(({ bucket, n, lo, hi, sum }) => ({ bucket, n, lo, hi, sum }))
}
