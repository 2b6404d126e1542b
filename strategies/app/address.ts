/** A place to listen: a Unix socket, or a TCP port (0: one that is free) of `host`, 127.0.0.1 by default. */
export type Address = { readonly path: string } | { readonly port: number; readonly host?: string }

export const LOOPBACK = '127.0.0.1'

/** Addresses that stand for all of a machine. */
const WILDCARDS = new Set(['0.0.0.0', '::'])

/** Where somebody on this machine reaches a server that listens on `host`, an IP address, and `port`. */
export function urlOf(host: string, port: number): string {
  return `http://${inUrl(reachable(host))}:${port}`
}

/** An address by which this machine reaches what listens on `host`: itself, or the loopback's for all. */
export function reachable(host: string): string {
  return WILDCARDS.has(host) ? LOOPBACK : host
}

/** An address as it stands before a port: that of IPv6 in brackets. */
export function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
