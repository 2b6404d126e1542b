/** What a Postgres of ours is told wherever it runs, so that providers differ only in what they must. */
export interface SettingsOptions {
  /** 300 by default. */
  readonly maxConnections: number | undefined
  /** undefined where it is not known before the server answers. */
  readonly major: number | undefined
  /** Where it listens, and whatever else is its own. */
  readonly own: Readonly<Record<string, string | number>>
}

const DEFAULT_CONNECTIONS = 300

/** How a data folder is initialised, beside what names its superuser and who may come in. */
export const initialisation = [
  '--locale=C',
  '--encoding=UTF8',
  // A small log makes a small template.
  '--wal-segsize=1',
  '--no-sync',
  '--no-instructions',
] as const

/**
 * The arguments of `postgres`. Nothing in it needs to survive a power failure, so nothing waits for the disk.
 * A commit is still handed to the system before it is confirmed, so that what a target was promised outlives a
 * crash of the server.
 */
export function settings({ maxConnections = DEFAULT_CONNECTIONS, major, own }: SettingsOptions): string[] {
  const values = {
    ...own,
    max_connections: maxConnections,
    client_connection_check_interval: 500,
    // Passwords are random words of 144 bits, which gain nothing from being hashed slowly.
    ...(major !== undefined && major >= 16 && { scram_iterations: 1 }),
    fsync: 'off',
    full_page_writes: 'off',
    wal_level: 'minimal',
    max_wal_senders: 0,
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
