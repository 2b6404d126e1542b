import pg from 'pg'

/** What graphile-worker calls our only kind of job. */
export const TASK = 'chart'

/** What a job carries: who asked, by the name of its channel, under which number of its own, and what for. */
export interface JobPayload {
  readonly web: string
  readonly number: number
  readonly sensor: number
  readonly window: number
  readonly waitMs: number
}

/**
 * Our own table beside those of graphile-worker. A row stands for a chart that somebody waits for: it is made
 * with its job and is gone when its result has arrived or nobody wants it any more, whatever becomes of the
 * job. So a job without a row, or with an outcome, never runs (again). `runs` counts the starts of the query;
 * `backend` is the pid of the backend that runs it now. Results of some kilobytes are not worth compressing.
 */
const ownTable = (schema: string) => `
  create table if not exists ${schema}.asked (
    web text not null,
    number int not null,
    runs int not null,
    backend int,
    outcome text,
    primary key (web, number)
  );
  alter table ${schema}.asked alter outcome set storage external`

/** Makes our table, after graphile-worker has made its own. */
export async function createOwnTable(client: pg.Client, schema: string): Promise<void> {
  await client.query(ownTable(pg.escapeIdentifier(schema)))
}

/** Whether all tables are there. */
export async function tablesExist(client: pg.Client, schema: string): Promise<boolean> {
  const table = `${pg.escapeIdentifier(schema)}.asked`
  const { rows } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [
    table,
  ])
  return rows[0]?.there ?? false
}
