import pg from 'pg'

/** What a server that answers says of its version; rejects where it does not answer yet. */
export async function askServerVersion(url: string): Promise<string> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'bench',
    connectionTimeoutMillis: 5_000,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    return rows[0]!.server_version
  } finally {
    await client.end()
  }
}
