import { nowUs } from '../../../strategies/app/clock.ts'
import { messageOf } from '../../errors.ts'
import { type Admin, openAdmin } from './admin.ts'

/** One look at the connections of a server; those of the harness itself are left out. */
export interface ConnectionSample {
  /** µs of CLOCK_MONOTONIC. */
  readonly at: number
  readonly connections: number
  /** Of these, how many run the slow query. */
  readonly active: number
  readonly holders: readonly Holder[]
}

/** Who holds connections: the role, and what it calls itself. */
export interface Holder {
  readonly role: string
  readonly application: string
  readonly connections: number
  readonly active: number
}

export interface ConnectionWatch extends AsyncDisposable {
  readonly samples: readonly ConnectionSample[]
  /** The last look. */
  current(): ConnectionSample | undefined
  /** The most connections that were held at one time, by everybody together. */
  peak(): number
  /** Each holder's own peak. */
  peaks(): Holder[]
  /** Looks that failed, as while Postgres is restarted, and why. */
  readonly failures: readonly { at: number; message: string }[]
  /** Looks at once; the sample is also among the others. */
  look(): Promise<ConnectionSample>
}

export interface WatchOptions {
  readonly intervalMs?: number
  /** Ours, and nobody else's: then every client of the server counts. Else those of this database that come. */
  readonly disposable: boolean
  /** Backends of the harness. */
  readonly ignore: readonly ReadonlySet<number>[]
}

interface Row {
  pid: number
  role: string
  application: string
  active: boolean
}

/** Begins to look at who holds connections, on a connection of its own. Disposal ends it. */
export async function watchConnections(
  url: string,
  { intervalMs = 250, disposable, ignore }: WatchOptions,
): Promise<ConnectionWatch> {
  const admin = await openAdmin(url, 'bench watch')
  const mine = [...ignore, admin.backends]
  const there = disposable ? new Set<number>() : new Set((await activity(admin, false)).map(({ pid }) => pid))
  const samples: ConnectionSample[] = []
  const failures: { at: number; message: string }[] = []
  const peaks = new Map<string, Holder>()

  async function look(): Promise<ConnectionSample> {
    const at = nowUs()
    const rows = await activity(admin, disposable)
    const sample = sampleOf(
      at,
      rows.filter(({ pid }) => !there.has(pid) && !mine.some((own) => own.has(pid))),
    )
    samples.push(sample)
    for (const holder of sample.holders) raise(peaks, holder)
    return sample
  }

  let timer: NodeJS.Timeout | undefined
  let looking: Promise<unknown> = Promise.resolve()
  function again(): void {
    looking = look().catch((error) => failures.push({ at: nowUs(), message: messageOf(error) }))
    looking.then(() => {
      if (timer !== undefined) timer = setTimeout(again, intervalMs)
    })
  }
  timer = setTimeout(again, 0)

  return {
    samples,
    failures,
    look,
    current: () => samples.at(-1),
    peak: () => samples.reduce((most, { connections }) => Math.max(most, connections), 0),
    peaks: () => [...peaks.values()],
    async [Symbol.asyncDispose]() {
      clearTimeout(timer)
      timer = undefined
      await looking
      await admin[Symbol.asyncDispose]()
    },
  }
}

/**
 * Users without the right to see more see at least who is connected, but not whether it runs something. Only
 * the slow query counts as work: a queue's own statements are others.
 */
function activity(admin: Admin, wholeServer: boolean): Promise<Row[]> {
  return admin.query<Row>(
    `select pid, coalesce(usename, '?') as role, coalesce(application_name, '') as application,
       coalesce(state = 'active' and query like '%bench.chart(%', false) as active
     from pg_stat_activity
     where (backend_type = 'client backend' or backend_type is null and usename is not null)
       and (datname = current_database() or ($1 and datname is not null))`,
    [wholeServer],
  )
}

function sampleOf(at: number, rows: readonly Row[]): ConnectionSample {
  const holders = new Map<string, Holder>()
  for (const { role, application, active } of rows) {
    const key = `${role}/${application}`
    const held = holders.get(key) ?? { role, application, connections: 0, active: 0 }
    holders.set(key, { ...held, connections: held.connections + 1, active: held.active + (active ? 1 : 0) })
  }
  return {
    at,
    connections: rows.length,
    active: rows.filter(({ active }) => active).length,
    holders: [...holders.values()],
  }
}

function raise(peaks: Map<string, Holder>, seen: Holder): void {
  const key = `${seen.role}/${seen.application}`
  const peak = peaks.get(key)
  peaks.set(key, {
    ...seen,
    connections: Math.max(seen.connections, peak?.connections ?? 0),
    active: Math.max(seen.active, peak?.active ?? 0),
  })
}
