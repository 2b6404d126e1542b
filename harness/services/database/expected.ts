import {
  BUCKETS,
  type ChartRow,
  chartHash,
  keyName,
  SENSORS,
  WINDOW_LENGTH,
  WINDOW_STEP,
  WINDOWS,
} from '../../../strategies/app/protocol/chart.ts'
import type { Admin } from './admin.ts'

/**
 * The content hash that the chart of every key must have, by `keyName`: one query over all keys, which
 * shares neither text nor plan with the function that targets call.
 */
export async function expectedHashes(admin: Admin): Promise<Record<string, string>> {
  const charts = await admin.query<{ sensor: number; window: number; rows: ChartRow[] }>(
    `select sensor, "window", json_agg(
         json_build_object('bucket', bucket, 'n', n, 'lo', lo, 'hi', hi, 'sum', sum) order by bucket) as rows
     from (
       select r.sensor, w as "window", (r.at - w * ${WINDOW_STEP}) / (${WINDOW_LENGTH} / ${BUCKETS}) as bucket,
         count(*)::int as n, min(r.value) as lo, max(r.value) as hi, sum(r.value)::int as sum
       from bench.readings r
       join generate_series(0, ${WINDOWS - 1}) w
         on r.at between w * ${WINDOW_STEP} and w * ${WINDOW_STEP} + ${WINDOW_LENGTH - 1}
       group by 1, 2, 3
     ) as aggregated
     group by sensor, "window"`,
  )
  if (charts.length !== SENSORS * WINDOWS) throw new Error(`${charts.length} charts in the database`)
  return Object.fromEntries(
    charts.map(({ sensor, window, rows }) => {
      const key = { sensor, window }
      return [keyName(key), chartHash(key, rows)]
    }),
  )
}
