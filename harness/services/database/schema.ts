import {
  BUCKETS,
  SENSORS,
  WINDOW_LENGTH,
  WINDOW_STEP,
  WINDOWS,
} from '../../../strategies/app/protocol/chart.ts'

/** To be raised with every change of the data or of the function: older ones are then made anew. */
const DATA_VERSION = 1

/** Readings of one sensor that the windows reach; a table may hold more. */
export const LEAST_READINGS = (WINDOWS - 1) * WINDOW_STEP + WINDOW_LENGTH

/** The comment on the schema, by which it is known as ours, and as up to date. */
export const MARK = 'chartbench'
export function schemaMark(rows: number): string {
  return `${MARK} data ${DATA_VERSION}, ${rows} readings`
}

/**
 * The readings, from integer arithmetic alone, so that every server and platform makes the same ones: a
 * level for each sensor, a triangular wave whose period differs from sensor to sensor, a slower swell, and
 * noise from a multiplicative hash of the reading's number.
 */
export function tableStatements(readingsPerSensor: number): string[] {
  return [
    'drop table if exists bench.readings',
    'create table bench.readings (sensor int not null, at int not null, value int not null)',
    `insert into bench.readings (sensor, at, value)
     select sensor, at,
       (18000 + sensor * 137
         + abs((at + sensor * 31) % (90 + sensor * 7 % 60) - (45 + sensor * 7 % 60 / 2)) * 70
         + abs((at + sensor * 211) % 700 - 350) * 9
         + (mixed >> 11) % 900)::int
     from (
       select sensor, at, (folded # (folded >> 13)) * 461845907 % 4294967296 as mixed
       from (
         select sensor, at, hashed # (hashed >> 15) as folded
         from (
           select sensor, at, (sensor * ${readingsPerSensor}::bigint + at + 1) * 668265263 % 4294967296 as hashed
           from generate_series(0, ${SENSORS - 1}) as sensor, generate_series(0, ${readingsPerSensor - 1}) as at
         ) as numbered
       ) as once
     ) as twice`,
    'create index readings_key on bench.readings (sensor, at) include (value)',
  ]
}

/**
 * The slow query. It belongs to the owner of the data and runs with the owner's rights, so that a target
 * needs none but to call it. Starts and finishes are counted on two sequences of the calling role, which a
 * cancelled or failed call does not take back.
 */
export const functionStatements = [
  `create or replace function bench.chart(sensor int, window_no int, wait_ms int)
   returns table (bucket int, n int, lo int, hi int, sum int, took_us int)
   language plpgsql volatile security definer set search_path = ''
   as $body$
   #variable_conflict use_column
   declare
     begun constant timestamptz := pg_catalog.clock_timestamp();
     first constant int := chart.window_no * ${WINDOW_STEP};
   begin
     if chart.sensor is null or chart.sensor not between 0 and ${SENSORS - 1}
       or chart.window_no is null or chart.window_no not between 0 and ${WINDOWS - 1}
       or chart.wait_ms is null or chart.wait_ms not between 0 and 600000
     then
       raise exception 'sensor must be 0 to ${SENSORS - 1}, window 0 to ${WINDOWS - 1}, wait 0 to 600000 ms'
         using errcode = 'invalid_parameter_value';
     end if;
     perform pg_catalog.nextval(pg_catalog.format('bench.%I', session_user || '_started')::pg_catalog.regclass);
     if chart.wait_ms > 0 then
       perform pg_catalog.pg_sleep(chart.wait_ms / 1000.0::float8);
     end if;
     return query
       with aggregated as materialized (
         select (reading.at - first) / ${WINDOW_LENGTH / BUCKETS} as bucket, pg_catalog.count(*)::int as n,
           pg_catalog.min(reading.value) as lo, pg_catalog.max(reading.value) as hi,
           pg_catalog.sum(reading.value)::int as sum
         from bench.readings as reading
         where reading.sensor = chart.sensor and reading.at >= first and reading.at < first + ${WINDOW_LENGTH}
         group by 1
       ), clock as materialized (
         select (extract(epoch from pg_catalog.clock_timestamp() - begun) * 1000000)::int as took_us
         from (select pg_catalog.count(*) from aggregated) as complete
       )
       select aggregated.bucket, aggregated.n, aggregated.lo, aggregated.hi, aggregated.sum, clock.took_us
       from aggregated cross join clock
       order by 1;
     perform pg_catalog.nextval(pg_catalog.format('bench.%I', session_user || '_finished')::pg_catalog.regclass);
   end
   $body$`,
  'revoke all on function bench.chart(int, int, int) from public',
]
