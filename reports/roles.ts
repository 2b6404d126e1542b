/** Who is watched beside the processes of the strategy itself. */
const others = ['supervisor', 'driver', 'harness', 'postgres', 'container'] as const

/** A role that the harness gives to a process; every other role is one that the target has named. */
export type OtherRole = (typeof others)[number]

/**
 * Whether a role belongs to what the strategy costs: its own processes do; its supervisor, which only watches,
 * the harness, the driver and Postgres do not, nor does the container of it all, which is told as a whole.
 */
export function isOwnRole(role: string): boolean {
  return !(others as readonly string[]).includes(role)
}

/**
 * Whether a role of the strategy holds no sockets of users: what stands before the workers, and a worker that
 * does the jobs of a web process.
 */
export function isCompanion(role: string, roles: ReadonlySet<string>): boolean {
  return role === 'proxy' || role === 'primary' || (role === 'worker' && roles.has('web'))
}
