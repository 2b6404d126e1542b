import pg from 'pg'

const CONNECT_TIMEOUT_MS = 10_000

/** Runs one statement and returns its rows. */
export type Query = <Row extends pg.QueryResultRow>(
  text: string,
  values?: readonly unknown[],
) => Promise<Row[]>

/**
 * A connection of the harness itself, which lies outside a target's budget. Statements run one after the
 * other. Where it was lost (Postgres was restarted) the statement under way fails, and the next one connects
 * anew; nothing is ever run twice. Disposal closes it.
 */
export interface Admin extends AsyncDisposable {
  readonly url: string
  readonly query: Query
  /** Runs `work` in one transaction, which no other statement of this connection can enter. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>
  /** The pids of the backends that it has had: the harness's own, not a target's. */
  readonly backends: ReadonlySet<number>
}

/** Connects. `application` is how Postgres shows the connection. */
export async function openAdmin(url: string, application = 'bench'): Promise<Admin> {
  const backends = new Set<number>()
  let client: pg.Client | undefined
  let closed = false
  let turn: Promise<unknown> = Promise.resolve()

  async function connected(): Promise<pg.Client> {
    if (closed) throw new Error('the connection to the database is closed')
    if (client) return client
    const fresh = new pg.Client({
      connectionString: url,
      application_name: application,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    })
    const lost = () => {
      if (client === fresh) client = undefined
    }
    // The loss of an idle connection is an event; without a listener it would end the harness.
    fresh.on('error', lost)
    fresh.on('end', lost)
    await fresh.connect()
    // pg keeps it from the server's greeting but does not name it in its types.
    backends.add((fresh as unknown as { processID: number }).processID)
    client = fresh
    return fresh
  }

  /** Lets `work` have the connection alone, in the order of asking. */
  function exclusively<T>(work: (query: Query) => Promise<T>): Promise<T> {
    const result = turn.then(async () => {
      const own = await connected()
      return work(async (text, values) => (await own.query(text, values as unknown[])).rows)
    })
    turn = result.catch(() => {})
    return result
  }

  await exclusively(async () => {})
  return {
    url,
    backends,
    query: (text, values) => exclusively((query) => query(text, values)),
    transaction: (work) =>
      exclusively(async (query) => {
        await query('begin')
        try {
          const result = await work(query)
          await query('commit')
          return result
        } catch (error) {
          // Where the connection itself was lost there is nothing left to roll back.
          await query('rollback').catch(() => {})
          throw error
        }
      }),
    async [Symbol.asyncDispose]() {
      await turn
      closed = true
      await client?.end()
    },
  }
}
