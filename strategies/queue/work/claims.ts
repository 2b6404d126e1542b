import pg from 'pg'
import { nowUs } from '../../app/clock.ts'
import { ProtocolError } from '../../app/protocol/codes.ts'
import type { QueryResult } from '../../app/query/contract.ts'
import { queryError } from '../../app/query/queryError.ts'
import { type ChartRecord, chartRows } from '../../app/query/statement.ts'
import { workerPrefix } from '../names.ts'
import type { Outcome } from '../outcome.ts'
import type { JobPayload } from '../tables.ts'

/** A query that takes the worker or the connection along each time must not do so for ever. */
const MOST_RUNS = 10

/** The statements of the worker process around a job and at its own start. */
export class Claims {
  readonly #asked: string
  readonly #finish: string
  readonly #free: (connections: string) => string

  constructor(schemaName: string) {
    const schema = pg.escapeIdentifier(schemaName)
    this.#asked = `${schema}.asked`
    this.#finish = `
      with finished as (
        update ${schema}.asked set outcome = $3::text
        where web = $1::text and number = $2::int and outcome is null
        returning number
      )
      select pg_notify($1::text, 'done ' || number) from finished`
    // Jobs are locked under the name of their holder's connections.
    this.#free = (connections) => `
      update ${schema}.asked set backend = null
      where backend is not null and outcome is null and not exists (
        select from ${connections} and starts_with(application_name, '${workerPrefix}') and pid = backend
      );
      select ${schema}.force_unlock_workers(array(
        select distinct locked_by from ${schema}.jobs where locked_by is not null and not exists (
          select from ${connections} and application_name = locked_by
        )
      ))`
  }

  /**
   * Runs the query of a job. In one message: the start is written down, the web process told, and the query
   * sent, so that no death comes between them. Rejects with a ProtocolError as `QueryRunner.run` does;
   * CANCELLED also where nobody waits for it any more.
   */
  async run(client: pg.Client, job: JobPayload): Promise<QueryResult> {
    const connectedUs = nowUs()
    const [, begun, , chart] = await results(client, this.#chart(job))
    const resultUs = nowUs()
    const runs = begun?.rows[0]?.runs as number | undefined
    if (runs === undefined) throw new ProtocolError('CANCELLED')
    if (runs > MOST_RUNS) throw new ProtocolError('SERVER_FAULT', `the query was lost ${MOST_RUNS} times`)
    const records = chart!.rows as ChartRecord[]
    return { rows: chartRows(records), queryUs: records[0]?.took_us ?? 0, connectedUs, resultUs }
  }

  /** The outcome of a job, for the web process to fetch; it is told. */
  async finish(client: pg.Client, { web, number }: JobPayload, outcome: Outcome): Promise<void> {
    const values = [web, number, JSON.stringify(outcome)]
    await client.query({ name: 'finish', text: this.#finish, values })
  }

  /** Several statements can go in one message only with their values written out. */
  #chart({ web, number, sensor, window, waitMs }: JobPayload): string {
    const row = `web = ${pg.escapeLiteral(web)} and number = ${Math.trunc(number)} and outcome is null`
    const values = [sensor, window, waitMs].map(Math.trunc)
    return `
      begin;
      with begun as (
        update ${this.#asked} set runs = runs + 1, backend = pg_backend_pid() where ${row}
        returning web, number, runs
      )
      select runs, pg_notify(web, 'running ' || number || ' ' || runs) from begun;
      commit;
      select bucket, n, lo, hi, sum, took_us from ${this.#asked}, lateral bench.chart(${values})
      where ${row} and runs <= ${MOST_RUNS}`
  }

  /**
   * At the start of a worker process, or after Postgres was away: ends what a predecessor has left, waits
   * until it is gone, and frees the jobs that it held, or anybody who is not connected any more.
   */
  async takeOver(client: pg.Client): Promise<void> {
    while ((await endPredecessors(client)) > 0) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
    }
    await client.query(this.#free(OTHERS))
  }

  /** Frees the jobs of workers that are not connected any more: nobody may come after them to take over. */
  async freeAbandoned(client: pg.Client): Promise<void> {
    await client.query(this.#free(ALL))
  }
}

const LOOK_AGAIN_MS = 5

/** Connections of the same role. */
const ALL = 'pg_stat_activity where usename = current_user and datname = current_database()'

/** Those that are not this process's own, nor of its predecessor. */
const OTHERS = `${ALL} and application_name <> current_setting('application_name')`

/** One for each statement of a message. */
async function results(client: pg.Client, text: string): Promise<pg.QueryResult[]> {
  try {
    // pg does not say in its types that a message of several statements has several results.
    return (await client.query(text)) as unknown as pg.QueryResult[]
  } catch (error) {
    const known = queryError(error)
    if (known.code !== 'DATABASE_LOST') await client.query('rollback')
    throw known
  }
}

async function endPredecessors(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(pg_terminate_backend(pid))::int as count from pg_stat_activity
     where usename = current_user and datname = current_database() and pid <> pg_backend_pid()
       and application_name = current_setting('application_name')`,
  )
  return rows[0]?.count ?? 0
}
