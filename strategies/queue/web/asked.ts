import pg from 'pg'
import type { ChartKey } from '../../app/protocol/chart.ts'
import { type JobPayload, TASK } from '../tables.ts'

/** A death takes a job along so often at the most; a job is given up long before (`MOST_RUNS`). */
const MOST_ATTEMPTS = 1_000

/** A chart to be asked for. */
export interface Question {
  readonly number: number
  readonly key: ChartKey
  readonly waitMs: number
  /** When it was asked: µs since the epoch, different for each. */
  readonly askedUs: number
  /** Starts of its query that are known already, from before Postgres lost the job in a crash. */
  readonly runs: number
}

/** How a question stands. */
export interface Standing {
  readonly number: number
  readonly runs: number
  readonly done: boolean
}

export interface Answer {
  readonly number: number
  readonly runs: number
  readonly outcome: string
}

/** The statements of the web process, in the words of what they are for. One at a time on one client. */
export class Asked {
  readonly #web: string
  readonly #insert: string
  readonly #standing: string
  readonly #fetch: string
  readonly #giveUp: string
  readonly #positions: string

  /** `web` names this process, its channel and its rows. */
  constructor(schemaName: string, web: string) {
    const schema = pg.escapeIdentifier(schemaName)
    this.#web = web
    // graphile-worker orders by run_at alone, and rows of one insert would share now().
    this.#insert = `
      with question as (
        select * from json_to_recordset($2::json) as t(number int, "askedUs" float8, payload json, runs int)
      ), inserted as (
        insert into ${schema}.asked (web, number, runs)
        select $1::text, number, runs from question
        on conflict do nothing
        returning number
      )
      select count(*) from ${schema}.add_jobs(array(
        select row(
          '${TASK}', payload, null, least(now(), to_timestamp("askedUs" / 1e6)), ${MOST_ATTEMPTS},
          $1::text || ':' || number, 0, null
        )::${schema}.job_spec
        from question join inserted using (number)
        order by number
      ))`
    this.#standing = `
      select number, runs, outcome is not null as done from ${schema}.asked
      where web = $1 and (runs > 0 or $2::boolean)`
    // Rows go only when they are known to have arrived: with the next fetch.
    this.#fetch = `
      with arrived as (delete from ${schema}.asked where web = $1 and number = any($2::int[]))
      select number, runs, outcome from ${schema}.asked
      where web = $1 and number = any($3::int[]) and outcome is not null`
    // While the row is locked its job cannot end, so the cancel cannot hit the next query of that backend.
    this.#giveUp = `
      with unwanted as materialized (
        select web, number, outcome is null and exists (
          select from pg_stat_activity where pid = backend and usename = current_user
        ) as running, outcome is null as unfinished, backend
        from ${schema}.asked
        where case when $2::int[] is null then web <> $1 else web = $1 and number = any($2::int[]) end
        for update
      ), gone as (
        delete from ${schema}.asked using unwanted
        where not running and asked.web = unwanted.web and asked.number = unwanted.number
        returning asked.web, asked.number, unfinished
      )
      select
        array(select number from unwanted where running) as running,
        (select count(pg_cancel_backend(backend)) from unwanted where running) as cancelled,
        (select count(*) from gone, lateral ${schema}.remove_job(web || ':' || number) where unfinished) as removed`
    this.#positions = `
      select split_part(key, ':', 2)::int as number, position::int from (
        select key, row_number() over (order by priority, run_at, id) - 1 as position
        from ${schema}.jobs where locked_at is null and attempts < max_attempts
      ) as waiting
      where starts_with(key, $1::text || ':')`
  }

  /** Puts questions into the queue, in their order; those that are in it already stay as they are. */
  async insert(client: pg.Client, questions: readonly Question[]): Promise<void> {
    const rows = questions.map(({ number, key, waitMs, askedUs, runs }) => {
      const payload: JobPayload = { web: this.#web, number, ...key, waitMs }
      return { number, askedUs, runs, payload }
    })
    await query(client, 'insert', this.#insert, [this.#web, JSON.stringify(rows)])
  }

  /** How our questions stand: those whose query has started, or all. */
  async standings(client: pg.Client, all: boolean): Promise<Standing[]> {
    return query<Standing>(client, 'standing', this.#standing, [this.#web, all])
  }

  /** The answers to `numbers`, where there are any; removes those that have `arrived`. */
  async fetch(client: pg.Client, numbers: readonly number[], arrived: readonly number[]): Promise<Answer[]> {
    return query<Answer>(client, 'fetch', this.#fetch, [this.#web, arrived, numbers])
  }

  /**
   * Takes questions back: those that wait are gone, running ones are cancelled and returned. Whether a cancel
   * came to something shows only when they are given up again. `others`: those of web processes before this.
   */
  async giveUp(client: pg.Client, numbers: readonly number[] | 'others'): Promise<number[]> {
    const which = numbers === 'others' ? null : numbers
    const [left] = await query<{ running: number[] }>(client, 'give_up', this.#giveUp, [this.#web, which])
    return left?.running ?? []
  }

  /** How many jobs come before each that waits, in the order in which they will be taken. */
  async positions(client: pg.Client): Promise<{ number: number; position: number }[]> {
    return query(client, 'positions', this.#positions, [this.#web])
  }
}

async function query<R extends pg.QueryResultRow>(
  client: pg.Client,
  name: string,
  text: string,
  values: unknown[],
): Promise<R[]> {
  return (await client.query<R>({ name, text, values })).rows
}
